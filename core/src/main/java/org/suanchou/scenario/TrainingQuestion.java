package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.hardware.Cluster;
import org.suanchou.reliability.Resilience;
import org.suanchou.search.Axes;
import org.suanchou.training.TrainingJob;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.uncertainty.Uncertainty;

/**
 * A model to be trained, where, and what counts.
 *
 * @param modelId as the catalogue or the file names it
 * @param job its cluster's chips mean nothing where {@code supply} leaves their number open
 * @param tokens tokens of the whole run, null where only a step is asked for
 * @param limits what the run may take at most
 * @param supply the chips there are
 * @param batchOpen the global batch follows the number of chips
 * @param terms what failures, power and money are reckoned with; null where only the step counts
 * @param axes axes of the plan that are fixed
 * @param top plans to show
 * @param anchors measured runs that tell how far off the model is here
 * @param defaults values that the question left out and that were chosen for it
 */
public record TrainingQuestion(
        String modelId,
        TrainingJob job,
        @Nullable Double tokens,
        Limits limits,
        Supply supply,
        boolean batchOpen,
        @Nullable Terms terms,
        Objective objective,
        Axes axes,
        int top,
        List<Anchor.Run> anchors,
        List<DefaultTaken> defaults) {
    public TrainingQuestion {
        anchors = List.copyOf(anchors);
        defaults = List.copyOf(defaults);
        if (tokens != null && !(tokens >= 1)) {
            throw new IllegalArgumentException("tokens is " + tokens + "; it must be at least 1");
        }
        if (limits.ofRun() && tokens == null) {
            throw new IllegalArgumentException("a limit of the run is given without tokens; say how many it has");
        }
    }

    /** What the measured runs say of this question's step times; without any, what the model itself leaves open. */
    public Anchor anchor() {
        return Anchor.of(Uncertainty.factors(job, "asked"), anchors);
    }

    /** Steps of the run, or null where its length is unknown. */
    public @Nullable Double steps() {
        return tokens == null ? null : Math.ceil(tokens / job.tokensPerStep());
    }

    /** The same question, with one more value that was chosen for it. */
    public TrainingQuestion and(DefaultTaken taken) {
        List<DefaultTaken> all = new ArrayList<>(defaults);
        all.add(taken);
        return new TrainingQuestion(
                modelId, job, tokens, limits, supply, batchOpen, terms, objective, axes, top, anchors, all);
    }

    /** Spare hosts that are asked for where so many chips run the job. */
    int sparesAsked(int chips) {
        if (terms == null) {
            return 0;
        }
        Integer stated = terms.spareHosts();
        return stated == null
                ? Resilience.spareHosts(new Cluster(job.cluster().system(), chips), terms.assumptions())
                : stated;
    }

    /** The same question with other limits. */
    TrainingQuestion within(Limits others) {
        return new TrainingQuestion(
                modelId, job, tokens, others, supply, batchOpen, terms, objective, axes, top, anchors, defaults);
    }

    /** The same question about as many chips as it takes, and nothing to keep but a deadline. */
    TrainingQuestion ofFewestChips(@Nullable Double seconds) {
        return new TrainingQuestion(
                modelId,
                job,
                tokens,
                seconds == null ? Limits.NONE : Limits.ofSeconds(seconds),
                Supply.OPEN,
                batchOpen,
                terms,
                Objective.CHIPS,
                axes,
                1,
                anchors,
                defaults);
    }

    /** The same question with nothing to keep but the shortest run. */
    TrainingQuestion ofTime() {
        return new TrainingQuestion(
                modelId,
                job,
                tokens,
                Limits.NONE,
                supply,
                batchOpen,
                terms,
                Objective.TIME,
                axes,
                top,
                anchors,
                defaults);
    }

    /** The same question about a number of chips, spares beside them. */
    public TrainingQuestion sized(int chips) {
        return sized(chips, Supply.ALL);
    }

    /** The same question about a number of chips out of a supply. */
    TrainingQuestion sized(int chips, Supply of) {
        TrainingJob sized = job.withCluster(new Cluster(job.cluster().system(), chips));
        List<DefaultTaken> taken = new ArrayList<>(defaults);
        if (batchOpen) {
            GlobalBatch batch = GlobalBatch.usual(job.tuning(), job.sequence(), tokens, chips);
            sized = sized.withGlobalBatch(batch.sequences());
            taken.add(batch.taken(job.sequence()));
        }
        return new TrainingQuestion(
                modelId, sized, tokens, limits, of, false, terms, objective, axes, top, anchors, taken);
    }
}
