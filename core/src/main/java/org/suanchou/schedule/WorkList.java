package org.suanchou.schedule;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.parallel.PipelineSchedule;

/**
 * What one stage does, in order.
 *
 * <p>Interleaved, a stage takes pp micro-batches through its first chunk, the same through its second, and so on
 * (Narayanan et al. 2021, section 2.2.2; the warm-up is that of Megatron-LM). In ZB-H1 the stage s puts gradients by
 * weights off by s micro-batches, so that each stage holds pp of them (Qi et al. 2023, section 2.2).
 */
public final class WorkList {
    private WorkList() {}

    /**
     * @param stage from 0 to {@code pp - 1}
     * @param vp 1, but for 1F1B, where micro-batches are then a multiple of pp
     */
    public static List<Work> of(PipelineSchedule schedule, int stage, int pp, int vp, int microBatches) {
        return switch (schedule) {
            case GPIPE -> allForwardAllBackward(stage, microBatches);
            case ONE_F_ONE_B -> oneForwardOneBackward(stage, pp, vp, microBatches);
            case ZB_H1 -> zeroBubble(stage, pp, microBatches);
        };
    }

    private static List<Work> allForwardAllBackward(int stage, int microBatches) {
        List<Work> list = new ArrayList<>(2 * microBatches);
        for (int m = 0; m < microBatches; m++) {
            list.add(new Work(Pass.FORWARD, stage, m));
        }
        for (int m = 0; m < microBatches; m++) {
            list.add(new Work(Pass.BACKWARD, stage, m));
        }
        return list;
    }

    private static List<Work> oneForwardOneBackward(int stage, int pp, int vp, int microBatches) {
        int all = microBatches * vp;
        int warmUp = Math.min(all, vp == 1 ? pp - stage - 1 : 2 * (pp - stage - 1) + (vp - 1) * pp);
        List<Work> list = new ArrayList<>(2 * all);
        for (int i = 0; i < all + warmUp; i++) {
            if (i < all) {
                list.add(work(Pass.FORWARD, i, stage, pp, vp));
            }
            if (i >= warmUp) {
                list.add(work(Pass.BACKWARD, i - warmUp, stage, pp, vp));
            }
        }
        return list;
    }

    /** The i-th forward or backward pass of a stage: backward, the last chunk comes first. */
    private static Work work(Pass pass, int i, int stage, int pp, int vp) {
        int round = i / (pp * vp);
        int virtual = i / pp % vp;
        int chunk = (pass == Pass.FORWARD ? virtual : vp - 1 - virtual) * pp + stage;
        return new Work(pass, chunk, vp == 1 ? i : round * pp + i % pp);
    }

    private static List<Work> zeroBubble(int stage, int pp, int microBatches) {
        int warmUp = Math.min(microBatches, pp - stage - 1);
        List<Work> list = new ArrayList<>(3 * microBatches);
        for (int i = 0; i < microBatches + warmUp; i++) {
            if (i < microBatches) {
                list.add(new Work(Pass.FORWARD, stage, i));
            }
            if (i >= warmUp) {
                list.add(new Work(Pass.BACKWARD, stage, i - warmUp));
                if (i - warmUp >= stage) {
                    list.add(new Work(Pass.WEIGHT_GRADIENT, stage, i - warmUp - stage));
                }
            }
        }
        for (int m = Math.max(0, microBatches - stage); m < microBatches; m++) {
            list.add(new Work(Pass.WEIGHT_GRADIENT, stage, m));
        }
        return list;
    }
}
