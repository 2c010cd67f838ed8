package org.suanchou.scenario;

import org.suanchou.model.LayerRun;
import org.suanchou.model.Transformer;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Sharding;

/** Work of a run that no plan on any number of chips avoids: its matrix products, at a rate that none of them exceeds. */
final class LeastWork {
    private LeastWork() {}

    /** Chip-seconds of the run, or of one token where its length is unknown. */
    static double chipSeconds(TrainingQuestion question) {
        TrainingJob job = question.job();
        Double tokens = question.tokens();
        double rate = new StepModel(job).kernels().greatestRate(job.precision());
        return productFlopsPerToken(job)
                * (tokens == null ? 1 : tokens)
                / rate
                * question.anchor().corrected(1);
    }

    /** FLOPs of the products of one token, forward and backward, as one chip that holds the whole model would run them. */
    private static double productFlopsPerToken(TrainingJob job) {
        Transformer model = job.model();
        Sharding whole = new Sharding(1, false, 1, 1, 1, 1, job.sequence());
        double forward = 2.0 * model.vocabulary() * model.hidden() * job.sequence();
        for (LayerRun run : model.runs()) {
            LayerWork work = LayerWork.of(run.layer(), model.hidden(), whole, job.precision(), 1);
            forward += run.count() * work.productFlops();
        }
        // the gradient by the input costs as much again, and so does that by the weight where there is one
        return (job.tuning().frozen() ? 2 : 3) * forward / job.sequence();
    }
}
