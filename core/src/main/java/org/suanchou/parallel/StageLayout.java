package org.suanchou.parallel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.suanchou.model.Transformer;
import org.suanchou.words.WordedException;

/**
 * Which layers each pipeline stage holds.
 *
 * <p>Layers are dealt to {@code pp * vp} chunks, chunk {@code c} living on stage {@code c mod pp} (Narayanan et al. 2021,
 * section 2.2). Where the layers don't divide, the last chunk is spared what its head, loss and
 * multi-token prediction weigh in layers, and the first chunk is the last to take one more, as recipes of deep models do.
 * Stages that hold the same layers are one
 * {@link Shape}, kept with the first of them, which is the one with the most micro-batches in flight.
 *
 * @param shapeOfStage index in {@code shapes} of each stage
 * @param layersOfChunk layers of each kind, chunk by chunk
 * @param layersBefore layers of each kind in the first chunks of the stages before each stage
 */
public record StageLayout(
        int pp,
        int vp,
        List<Shape> shapes,
        List<Integer> shapeOfStage,
        List<List<Integer>> layersOfChunk,
        List<List<Integer>> layersBefore) {
    /**
     * Equal stages.
     *
     * @param first the first stage of this shape, from 0
     * @param last the last one
     * @param count stages of this shape
     * @param layersOfKind layers of each kind of {@code Transformer.kinds()}
     */
    public record Shape(int first, int last, int count, List<Integer> layersOfKind, boolean embedding, boolean head) {
        public Shape {
            layersOfKind = List.copyOf(layersOfKind);
        }

        public int layers() {
            int sum = 0;
            for (int n : layersOfKind) {
                sum += n;
            }
            return sum;
        }
    }

    public StageLayout {
        shapes = List.copyOf(shapes);
        shapeOfStage = List.copyOf(shapeOfStage);
        layersOfChunk = List.copyOf(layersOfChunk);
        layersBefore = List.copyOf(layersBefore);
    }

    /**
     * @param order kind of each layer
     * @param kinds number of kinds
     * @param tail weight of what follows the last layer, in layers: {@link #tail}
     * @throws IllegalArgumentException where there are more chunks than layers
     */
    public static StageLayout of(int[] order, int kinds, int pp, int vp, double tail) {
        int[] perChunk = chunks(order.length, pp * vp, tail);
        int[][] counts = new int[pp][kinds];
        List<List<Integer>> layersOfChunk = new ArrayList<>();
        int layer = 0;
        for (int chunk = 0; chunk < perChunk.length; chunk++) {
            int[] held = new int[kinds];
            for (int i = 0; i < perChunk[chunk]; i++) {
                held[order[layer]]++;
                counts[chunk % pp][order[layer++]]++;
            }
            layersOfChunk.add(Arrays.stream(held).boxed().toList());
        }
        List<Shape> shapes = new ArrayList<>();
        List<Integer> shapeOfStage = new ArrayList<>();
        for (int stage = 0; stage < pp; stage++) {
            boolean embedding = stage == 0;
            boolean head = stage == pp - 1;
            List<Integer> kindCounts = Arrays.stream(counts[stage]).boxed().toList();
            int same = -1;
            for (int i = 0; i < shapes.size(); i++) {
                Shape s = shapes.get(i);
                if (s.embedding() == embedding
                        && s.head() == head
                        && s.layersOfKind().equals(kindCounts)) {
                    same = i;
                }
            }
            shapeOfStage.add(same < 0 ? shapes.size() : same);
            if (same < 0) {
                shapes.add(new Shape(stage, stage, 1, kindCounts, embedding, head));
            } else {
                Shape s = shapes.get(same);
                shapes.set(same, new Shape(s.first(), stage, s.count() + 1, kindCounts, embedding, head));
            }
        }
        return new StageLayout(pp, vp, shapes, shapeOfStage, layersOfChunk, before(layersOfChunk, pp, kinds));
    }

    private static List<List<Integer>> before(List<List<Integer>> layersOfChunk, int pp, int kinds) {
        int[] sum = new int[kinds];
        List<List<Integer>> before = new ArrayList<>();
        for (int stage = 0; stage < pp; stage++) {
            before.add(Arrays.stream(sum).boxed().toList());
            for (int kind = 0; kind < kinds; kind++) {
                sum[kind] += layersOfChunk.get(stage).get(kind);
            }
        }
        return before;
    }

    /** Output head, loss and multi-token-prediction modules in layers, by the weights that a token meets. */
    public static double tail(Transformer model) {
        double layers = model.activeParameters() - model.embeddingParameters() - model.headParameters();
        double head = (double) model.vocabulary() * model.hidden() * (1 + model.mtpModules());
        return head / (layers / model.layers()) + model.mtpModules();
    }

    /** Whether chunks come out equal, the tail, or the tail and the embedding, counted as layers if need be. */
    public static boolean even(int layers, int chunks, double tail) {
        long extra = Math.round(tail);
        return chunks <= layers
                && (layers % chunks == 0 || (layers + extra) % chunks == 0 || (layers + extra + 1) % chunks == 0);
    }

    private static int[] chunks(int layers, int chunks, double tail) {
        if (chunks > layers) {
            throw new WordedException("pp times vp is {0}; it can't exceed the model's {1} layers", chunks, layers);
        }
        int[] perChunk = new int[chunks];
        if (layers % chunks == 0) {
            Arrays.fill(perChunk, layers / chunks);
            return perChunk;
        }
        int most = layers / chunks + 1;
        int last = Math.max(0, Math.min(most, (int) Math.floor(most - tail + 0.5)));
        // where the others can't take what the last chunk is spared, it keeps more
        last = Math.max(last, layers - most * (chunks - 1));
        int rest = layers - last;
        for (int i = 0; i < chunks - 1; i++) {
            perChunk[i] = rest / (chunks - 1);
        }
        // the embedding's chunk is the last to take one more
        for (int i = 0; i < rest % (chunks - 1); i++) {
            perChunk[chunks - 2 - i]++;
        }
        perChunk[chunks - 1] = last;
        return perChunk;
    }

    /** Layers of the fullest stage. */
    public int mostLayers() {
        int most = 0;
        for (Shape shape : shapes) {
            most = Math.max(most, shape.layers());
        }
        return most;
    }

    /** Whether all chunks hold the same layers, but for some that the first and the last are spared. */
    public boolean evenBetweenEnds() {
        int chunks = layersOfChunk.size();
        List<Integer> usual = layersOfChunk.get(Math.min(1, chunks - 1));
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<Integer> held = layersOfChunk.get(chunk);
            boolean end = chunk == 0 || chunk == chunks - 1;
            for (int kind = 0; kind < usual.size(); kind++) {
                int fewer = usual.get(kind) - held.get(kind);
                if (end ? fewer < 0 : fewer != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Micro-batches whose activations a stage holds at the worst moment, in units of the stage's whole depth: all of them
     * under GPipe; those that went on before the first came back under 1F1B (Narayanan et al. 2021, section 2.2;
     * interleaving adds chunks of warm-up); as many on every stage as on the first one under ZB-H1, for its gradients by
     * weights come as much later (Qi et al. 2023, section 2.2).
     */
    public double inFlight(PipelineSchedule schedule, int stage, long microBatches) {
        return switch (schedule) {
            case GPIPE -> microBatches;
            case ZB_H1 -> Math.min(microBatches, pp);
            case ONE_F_ONE_B -> {
                if (vp == 1) {
                    yield Math.min(microBatches, pp - stage);
                }
                double chunks = Math.min((double) microBatches * vp, (pp - stage - 1) * 2.0 + (vp - 1.0) * pp + 1);
                yield chunks / vp;
            }
        };
    }
}
