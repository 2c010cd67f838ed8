package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.layer.Part;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.RunOptions;

/**
 * The share of the ideal time that a pipeline of equal stages waits: {@code (p - 1) / m} under 1F1B,
 * {@code (p - 1) / (v m)} interleaved (Narayanan et al. 2021, arXiv 2104.04473, sections 2.2.1 and 2.2.2).
 *
 * <p>Tolerance 0.5 %: embedding and head of a vocabulary of one word are not quite nothing.
 */
class PipelineBubbleGolden {
    @ParameterizedTest
    @CsvSource({"2, 1, 2", "4, 1, 8", "8, 1, 64", "4, 2, 8", "4, 4, 16", "8, 3, 24", "8, 12, 8"})
    void equalStagesWaitForTheFillOverTheirMicroBatches(int pp, int vp, int microBatches) {
        TrainingJob job = job(pp, microBatches);
        ParallelPlan plan = new ParallelPlan(1, false, 1, pp, vp, 1, 1, 1, 1, 0, 1, Recompute.NONE);

        StepTime time = new StepModel(job).timedRegardless(plan).time();

        double bubble = time.part(Part.BUBBLE);
        double constant = time.part(Part.OPTIMIZER) + job.stack().stepSeconds().mid();
        double ideal = time.seconds() - bubble - constant;
        assertThat(bubble / ideal).isCloseTo((pp - 1.0) / (vp * microBatches), Percentage.withPercentage(0.5));
    }

    private static TrainingJob job(int pp, int microBatches) {
        Layer layer =
                new Layer(GroupedQueryAttention.causal(32, 32, 128), new FeedForward.Dense(16_384, false, false), 2);
        Transformer equal =
                SyntheticModels.decoder("equal", 4096, 1, true, Norm.RMS, List.of(new LayerRun(layer, 96)), 0);
        return new TrainingJob(
                equal,
                new Cluster(SyntheticHardware.a100Node(), pp),
                SyntheticStacks.waiting(),
                SyntheticStacks.a100Kernels(),
                Precision.BF16,
                8192,
                microBatches,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
    }
}
