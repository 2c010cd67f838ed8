package org.suanchou.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hipparchus.special.Erf;
import org.suanchou.formula.Formula.Input;
import org.suanchou.source.Estimate;

/**
 * Results under inputs drawn from their ranges. A range is an input's central 80 %: on either side of the best guess its
 * logarithm is half a normal distribution (the value itself where the range touches zero or below), kept within what
 * makes sense. A draw depends on seed, input id and number of the draw alone, so two answers share the draws of what they
 * share, and threads don't matter.
 */
public final class MonteCarlo {
    /** Half-width of the central 80 % of a normal distribution, in standard deviations. */
    private static final double EIGHTY_PERCENT = 1.2815515655446004;

    private static final int BLOCK = 256;

    private final double[] middle;
    /** By result, then by draw. */
    private final double[][] draws;

    private MonteCarlo(double[] middle, double[][] draws) {
        this.middle = middle;
        this.draws = draws;
    }

    /**
     * @param draws at least 1
     * @param threads at least 1
     */
    public static MonteCarlo of(Sheet sheet, int draws, long seed, int threads) {
        double[][] byResult = new double[sheet.results().size()][draws];
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> blocks = new ArrayList<>();
            for (int from = 0; from < draws; from += BLOCK) {
                int first = from;
                int end = Math.min(draws, from + BLOCK);
                blocks.add(pool.submit(() -> block(sheet, seed, first, end, byResult)));
            }
            for (Future<?> block : blocks) {
                block.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the draws were interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a draw failed", e.getCause());
        }
        return new MonteCarlo(sheet.middle(), byResult);
    }

    private static void block(Sheet sheet, long seed, int first, int end, double[][] byResult) {
        List<Input> inputs = sheet.inputs();
        long[] streams =
                inputs.stream().mapToLong(i -> mix(seed ^ hash(i.id()))).toArray();
        double[] drawn = new double[inputs.size()];
        for (int n = first; n < end; n++) {
            for (int i = 0; i < drawn.length; i++) {
                Input input = inputs.get(i);
                drawn[i] = input.range().isExact() ? input.range().mid() : at(input, normal(mix(streams[i] + n)));
            }
            double[] results = sheet.values(drawn);
            for (int r = 0; r < results.length; r++) {
                byResult[r][n] = results[r];
            }
        }
    }

    /** The value of an input so many standard deviations from its best guess. */
    static double at(Input input, double deviations) {
        Estimate range = input.range();
        double share = deviations / EIGHTY_PERCENT;
        double end = deviations > 0 ? range.high() : range.low();
        double value = range.low() > 0
                ? range.mid() * Math.pow(end / range.mid(), Math.abs(share))
                : range.mid() + (end - range.mid()) * Math.abs(share);
        return Math.max(input.least(), Math.min(input.most(), value));
    }

    private static double normal(long bits) {
        double uniform = ((bits >>> 11) + 0.5) * 0x1.0p-53;
        return Math.sqrt(2) * Erf.erfInv(2 * uniform - 1);
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long z) {
        long x = z * 0x9e3779b97f4a7c15L + 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    /** Draws of a result, in the order of their numbers. */
    public double[] draws(int result) {
        return draws[result].clone();
    }

    /** The value that a share of a result's draws does not exceed. */
    public double quantile(int result, double share) {
        double[] sorted = draws[result].clone();
        Arrays.sort(sorted);
        return Math.min(Double.MAX_VALUE, sorted[(int) Math.ceil(share * (sorted.length - 1))]);
    }

    /**
     * The central 80 % of a result's draws, around its value at the best guesses. An end beyond any number, as that of a
     * time to a job's end which never comes, is the largest number.
     */
    public Estimate interval(int result) {
        return interval(draws[result], middle[result]);
    }

    private static Estimate interval(double[] values, double mid) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Estimate(
                Math.min(mid, sorted[(int) Math.floor(0.1 * last)]),
                mid,
                Math.max(mid, Math.min(Double.MAX_VALUE, sorted[(int) Math.ceil(0.9 * last)])));
    }
}
