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
 */
record DataTraffic(
        ParallelPlan plan,
        boolean fullySharded,
        double gradientBytes,
        double denseParameters,
        double expertParameters,
        boolean frozen) {
    static final double WEIGHT_BYTES = 2;

    /** A collective and how often it runs. */
    record Message(String name, Collective collective, double times) {}

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
                    "gradients summed",
                    new Collective.AllReduce(gradientBytes * denseParameters, ranks, plan.tp()),
                    1);
            add(
                    list,
                    "expert gradients summed",
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
            add(
                    list,
                    "shards summed over replicas",
                    new Collective.AllReduce(bytes, ranks / shard, plan.tp() * shard),
                    1);
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
                "weights gathered",
                new Collective.AllGather(WEIGHT_BYTES * denseParameters, plan.shardGroup(), plan.tp()),
                times);
        add(
                list,
                "expert weights gathered",
                new Collective.AllGather(WEIGHT_BYTES * expertParameters, expertShard(), expertStride()),
                times);
    }

    private void scatter(List<Message> list) {
        add(
                list,
                "gradients scattered",
                new Collective.ReduceScatter(gradientBytes * denseParameters, plan.shardGroup(), plan.tp()),
                1);
        add(
                list,
                "expert gradients scattered",
                new Collective.ReduceScatter(gradientBytes * expertParameters, expertShard(), expertStride()),
                1);
    }

    private static void add(List<Message> list, String name, Collective collective, double times) {
        if (collective.size() > 1 && collective.bytes() > 0) {
            list.add(new Message(name, collective, times));
        }
    }

    private int expertShard() {
        return Math.min(plan.shardGroup(), plan.expertDp());
    }

    private int expertStride() {
        return plan.ep() * plan.etp();
    }
}
