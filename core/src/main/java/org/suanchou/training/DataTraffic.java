package org.suanchou.training;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;

/**
 * Messages between data-parallel ranks of one pipeline stage (Rajbhandari et al. 2020, ZeRO, section 7; Zhao et al. 2023,
 * PyTorch FSDP). Dense weights are shared by {@code dp x cp} ranks, an expert's by {@code tp x cp x dp / (ep x etp)}.
 *
 * <p>Stage 0 sums gradients once a step. Stage 1 scatters their sum and gathers updated weights once a step. Stage 2
 * scatters gradients in every micro-batch. Stage 3 also gathers weights in every micro-batch, for forward and again for
 * backward. Where state is sharded over fewer ranks than hold it (hybrid sharding), the shards are summed over the
 * replicas once a step.
 *
 * @param fullySharded the stack keeps gathered weights for the backward pass at stage 2
 * @param denseParameters weights outside experts on this chip
 * @param expertParameters weights of experts on this chip
 * @param weightBytes of a weight as it is gathered
 */
record DataTraffic(
        ParallelPlan plan,
        boolean fullySharded,
        double gradientBytes,
        double denseParameters,
        double expertParameters,
        double weightBytes,
        boolean frozen) {

    /** What a message carries. */
    enum Role {
        GRADIENTS_SUMMED("gradients summed"),
        EXPERT_GRADIENTS_SUMMED("expert gradients summed"),
        SHARDS_SUMMED("shards summed over replicas"),
        WEIGHTS_GATHERED("weights gathered"),
        EXPERT_WEIGHTS_GATHERED("expert weights gathered"),
        GRADIENTS_SCATTERED("gradients scattered"),
        EXPERT_GRADIENTS_SCATTERED("expert gradients scattered");

        private final String label;

        Role(String label) {
            this.label = label;
        }

        /** For people; nothing is decided by it. */
        String label() {
            return label;
        }
    }

    /** A collective and how often it runs. */
    record Message(Role role, Collective collective, double times) {
        boolean carriesGradients() {
            return switch (role) {
                case GRADIENTS_SUMMED,
                        EXPERT_GRADIENTS_SUMMED,
                        SHARDS_SUMMED,
                        GRADIENTS_SCATTERED,
                        EXPERT_GRADIENTS_SCATTERED -> true;
                case WEIGHTS_GATHERED, EXPERT_WEIGHTS_GATHERED -> false;
            };
        }
    }

    /** Messages of one micro-batch. */
    List<Message> perMicroBatch() {
        List<Message> list = new ArrayList<>(4);
        if (plan.zeroStage() < 2) {
            return list;
        }
        double gathers = plan.zeroStage() == 3 ? 2 : fullySharded ? 1 : 0;
        if (gathers > 0) {
            gather(list, gathers);
        }
        if (!frozen) {
            scatter(list);
        }
        return list;
    }

    /** Messages of one step. */
    List<Message> perStep() {
        List<Message> list = new ArrayList<>(4);
        if (frozen) {
            return list;
        }
        int ranks = plan.dp() * plan.cp();
        if (plan.zeroStage() == 0) {
            add(
                    list,
                    Role.GRADIENTS_SUMMED,
                    new Collective.AllReduce(gradientBytes * denseParameters, ranks, plan.tp()),
                    1);
            add(
                    list,
                    Role.EXPERT_GRADIENTS_SUMMED,
                    new Collective.AllReduce(gradientBytes * expertParameters, plan.expertDp(), expertStride()),
                    1);
            return list;
        }
        if (plan.zeroStage() == 1) {
            scatter(list);
        }
        if (plan.zeroStage() == 1 || (plan.zeroStage() == 2 && !fullySharded)) {
            gather(list, 1);
        }
        int shard = plan.shardGroup();
        if (shard < ranks) {
            double bytes = gradientBytes * (denseParameters + expertParameters) / shard;
            add(list, Role.SHARDS_SUMMED, new Collective.AllReduce(bytes, ranks / shard, plan.tp() * shard), 1);
        }
        return list;
    }

    static double seconds(List<Message> messages, Network network) {
        double seconds = 0;
        for (Message message : messages) {
            seconds += message.times() * network.seconds(message.collective());
        }
        return seconds;
    }

    private void gather(List<Message> list, double times) {
        add(
                list,
                Role.WEIGHTS_GATHERED,
                new Collective.AllGather(weightBytes * denseParameters, plan.shardGroup(), plan.tp()),
                times);
        add(
                list,
                Role.EXPERT_WEIGHTS_GATHERED,
                new Collective.AllGather(weightBytes * expertParameters, expertShard(), expertStride()),
                times);
    }

    private void scatter(List<Message> list) {
        add(
                list,
                Role.GRADIENTS_SCATTERED,
                new Collective.ReduceScatter(gradientBytes * denseParameters, plan.shardGroup(), plan.tp()),
                1);
        add(
                list,
                Role.EXPERT_GRADIENTS_SCATTERED,
                new Collective.ReduceScatter(gradientBytes * expertParameters, expertShard(), expertStride()),
                1);
    }

    private static void add(List<Message> list, Role role, Collective collective, double times) {
        if (collective.size() > 1 && collective.bytes() > 0) {
            list.add(new Message(role, collective, times));
        }
    }

    private int expertShard() {
        return Math.min(plan.shardGroup(), plan.expertDp());
    }

    private int expertStride() {
        return plan.ep() * plan.etp();
    }
}
