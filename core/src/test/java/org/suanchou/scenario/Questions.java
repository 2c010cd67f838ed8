package org.suanchou.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.formula.Assumptions;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.search.Axes;
import org.suanchou.source.Fact;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.uncertainty.Uncertainty;

/** Random questions that say what failures, power and money are reckoned with. */
final class Questions {
    /** What plans can be ranked by on a given number of chips. */
    static final List<Objective> MEASURES = List.of(Objective.TIME, Objective.COST, Objective.ENERGY, Objective.CARBON);

    private final RandomWork random;

    Questions(RandomWork random) {
        this.random = random;
    }

    /** Rented, bought or built; failures from a tenth of the usual to thirty times it. */
    Terms terms() {
        double scale = Math.exp(random.between(Math.log(0.1), Math.log(30)));
        Assumptions assumptions = SyntheticAssumptions.with(SyntheticAssumptions.usual(), "failure-scale", scale);
        return new Terms(assumptions, Accounting.of(random.oneOf(Basis.values())), Set.of(), Set.of(), null, 10, 0);
    }

    /** 1 to 1,000 billion tokens. */
    double tokens() {
        return Math.floor(Math.exp(random.between(Math.log(1e9), Math.log(1e12))));
    }

    TrainingQuestion of(TrainingJob job) {
        return of(job, terms(), Limits.NONE, random.oneOf(MEASURES), 3);
    }

    TrainingQuestion of(TrainingJob job, Terms terms, Limits limits, Objective objective, int top) {
        return new TrainingQuestion(
                job.model().name(),
                job,
                tokens(),
                limits,
                Supply.ALL,
                false,
                terms,
                objective,
                Axes.FREE,
                top,
                List.of(),
                List.of());
    }

    /** On whole nodes of eight, as many as it takes, at most {@code nodes} of them. */
    TrainingQuestion open(Transformer model, int nodes, Limits limits, Objective objective) {
        SystemSpec node = SyntheticHardware.h100Node();
        SystemSpec joined = node.withFabrics(
                List.of(node.fabrics().getFirst(), node.fabrics().getLast().reaching(8 * nodes)));
        TrainingJob job = random.job(model, 8);
        TrainingJob onNodes = new TrainingJob(
                model,
                new Cluster(joined, 1),
                job.stack(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                4096,
                128,
                job.tuning(),
                job.options());
        return new TrainingQuestion(
                model.name(),
                onNodes,
                tokens(),
                limits,
                Supply.OPEN,
                random.chance(0.5),
                terms(),
                objective,
                Axes.FREE,
                1,
                List.of(),
                List.of());
    }

    /** The same question where measured runs say that the model is off. */
    TrainingQuestion anchored(TrainingQuestion question) {
        return with(
                question,
                question.limits(),
                List.of(new Anchor.Run(Uncertainty.factors(question.job(), "measured"), random.between(-0.2, 0.2))));
    }

    static TrainingQuestion with(TrainingQuestion question, Limits limits) {
        return with(question, limits, question.anchors());
    }

    private static TrainingQuestion with(TrainingQuestion question, Limits limits, List<Anchor.Run> anchors) {
        return new TrainingQuestion(
                question.modelId(),
                question.job(),
                question.tokens(),
                limits,
                question.supply(),
                question.batchOpen(),
                question.terms(),
                question.objective(),
                question.axes(),
                question.top(),
                anchors,
                question.defaults());
    }

    /** Where limits on several measures are given, each is the most that its measure may be. */
    static Limits limits(Map<Objective, Double> most) {
        return new Limits(
                most.get(Objective.TIME),
                most.get(Objective.COST),
                most.get(Objective.POWER),
                most.get(Objective.ENERGY),
                most.get(Objective.CARBON),
                null);
    }

    /**
     * Another way to do the same training: another system, stack, precision, number of chips and batch, of which any may be
     * the same.
     */
    TrainingJob elsewhere(TrainingJob job) {
        int chips = random.chance(0.5) ? job.cluster().chips() : random.oneOf(8, 16);
        TrainingJob other = random.job(job.model(), chips);
        return new TrainingJob(
                job.model(),
                other.cluster(),
                other.stack(),
                other.kernels(),
                other.precision(),
                job.sequence(),
                random.chance(0.5) ? job.globalBatch() : 2 * job.globalBatch(),
                job.tuning(),
                job.options());
    }

    /** A job on few chips and sequences, whose plans are soon all tried. */
    TrainingJob job() {
        return random.job(random.model(), random.oneOf(8, 16)).withGlobalBatch(random.oneOf(8, 12, 16));
    }

    /** The same with so little memory that most plans don't fit, and often none. */
    TrainingJob tightJob() {
        TrainingJob job = job();
        SystemSpec system = job.cluster().system();
        double bytes = (16.0 * job.model().parameters() / job.cluster().chips() + 3e9) * random.between(0.5, 1.5);
        Cluster tight = new Cluster(
                system.withChip(system.chip().withMemoryBytes(Fact.given(bytes))),
                job.cluster().chips());
        return job.withCluster(tight);
    }

    static StepModel model(TrainingQuestion question) {
        return new StepModel(question.job());
    }
}
