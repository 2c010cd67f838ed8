package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Margins;
import org.suanchou.answer.Measure;
import org.suanchou.answer.Supply;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Ownership;
import org.suanchou.cost.RunCost;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.PhaseShares;
import org.suanchou.energy.PowerLevel;
import org.suanchou.energy.RunEnergy;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.MonteCarlo;
import org.suanchou.formula.Sheet;
import org.suanchou.formula.Tornado;
import org.suanchou.hardware.Cluster;
import org.suanchou.reliability.ReliabilityAssumption;
import org.suanchou.reliability.Resilience;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.source.Term;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.TrainingJob;
import org.suanchou.uncertainty.ErrorFactor;
import org.suanchou.uncertainty.Uncertainty;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;
import org.suanchou.workload.ModelFlops;

/**
 * The whole run of a plan as formulas over the step that was timed, what the step may be off by, and what is assumed of
 * failures, power and prices. From them come values, unfoldings, intervals and tornadoes alike.
 */
public final class RunModel {
    private final Resilience resilience;
    private final Formula stepSeconds;
    private final Formula wallSeconds;
    private final @Nullable ClusterPower power;
    private final PhaseShares shares;
    private final @Nullable Formula siteWatts;
    private final @Nullable RunEnergy energy;
    private final @Nullable RunCost cost;
    private final @Nullable Formula usdPerFlop;
    private final Terms terms;
    /** Whether how many hosts stand by follows from how sure they are to be enough. */
    private final boolean sparesChosen;

    RunModel(
            TrainingQuestion question,
            ClusterModel cluster,
            Terms terms,
            Resilience resilience,
            Feasible plan,
            double steps,
            Formula provisionedItWatts) {
        TrainingJob job = question.job();
        Assumptions assumptions = terms.assumptions();
        this.terms = terms;
        this.sparesChosen = question.supply() instanceof Supply.TakenFrom && terms.spareHosts() == null;
        this.resilience = resilience;
        this.power = cluster.power;
        stepSeconds = step(question, plan);
        Formula productive = Formula.product(
                "productive time",
                Unit.DAYS,
                Formula.given("steps", Unit.COUNT, steps, "tokens over tokens a step"),
                stepSeconds);
        wallSeconds = Formula.quotient("wall clock", Unit.DAYS, productive, resilience.goodput());
        Accounting accounting = cluster.accounting();
        shares = PhaseShares.of(plan.time());
        if (power == null) {
            siteWatts = null;
            energy = null;
        } else {
            siteWatts = power.siteWatts(shares);
            Cluster held = cluster.held();
            Formula chips = Formula.sum(
                    "chips held for the run",
                    Unit.COUNT,
                    Formula.given("chips of whole systems", Unit.COUNT, held.boughtChips()),
                    Formula.product(
                            "spare chips",
                            Unit.COUNT,
                            cluster.spareSystems(resilience),
                            Formula.given(
                                    "chips of a system",
                                    Unit.COUNT,
                                    held.system().chips())));
            energy = RunEnergy.of(power, shares, chips, wallSeconds, resilience.running(), assumptions);
        }
        if (accounting == null) {
            cost = null;
            usdPerFlop = null;
        } else {
            cost = RunCost.of(
                    accounting,
                    cluster.held(),
                    wallSeconds,
                    energy == null ? Formula.given("site energy", Unit.JOULES, 0, "unknown") : energy.joules(),
                    power == null
                            ? Formula.given("site while stopped", Unit.WATTS, 0, "unknown")
                            : power.stoppedSiteWatts(),
                    provisionedItWatts,
                    cluster.spareSystems(resilience),
                    assumptions);
            double flops = ModelFlops.perTrainedToken(
                            job.model(),
                            job.sequence(),
                            job.contextShare(),
                            job.tuning().frozen())
                    * job.tokensPerStep()
                    * steps;
            usdPerFlop = cost.usdPerFlop(Formula.given("model FLOPs", Unit.FLOP, flops, "causal, of the whole run"));
        }
    }

    /** The step as timed, times each factor that it may be off by. */
    private static Formula step(TrainingQuestion question, Feasible plan) {
        TrainingJob job = question.job();
        String run = job.cluster().system().id() + ", " + job.stack().id() + ", "
                + job.precision().id();
        List<Formula> factors = new ArrayList<>();
        factors.add(Formula.given(
                "timed step",
                Unit.SECONDS,
                question.anchor().corrected(plan.seconds()),
                "the plan's parts; --explain unfolds them"));
        @Nullable String asOf = job.kernels().spread().asOf();
        if (question.anchors().isEmpty()) {
            for (ErrorFactor factor : Uncertainty.factors(job, run)) {
                factors.add(drawn(factor, asOf));
            }
        } else {
            factors.add(drawn(
                    new ErrorFactor(
                            ErrorFactor.Kind.ANCHORED, run, question.anchor().logSigma()),
                    asOf));
        }
        return new Formula.Product(Words.of("step"), Unit.SECONDS, factors);
    }

    private static Formula drawn(ErrorFactor factor, @Nullable String asOf) {
        return Formula.Input.positive(
                factor.id(),
                Unit.COUNT,
                new Fact(
                        Uncertainty.interval(1, factor.logSigma()),
                        List.of("fit_training"),
                        Provenance.FILE,
                        Confidence.HIGH,
                        asOf,
                        "measured over predicted, of runs left out of the fit"));
    }

    public Resilience resilience() {
        return resilience;
    }

    public Formula stepSeconds() {
        return stepSeconds;
    }

    /** Of the run, failures included. */
    public Formula wallSeconds() {
        return wallSeconds;
    }

    public @Nullable ClusterPower power() {
        return power;
    }

    /** Shares of a step's time by what it draws. */
    public PhaseShares shares() {
        return shares;
    }

    /** Mean draw of the site while steps run; null where the chip's power is unknown. */
    public @Nullable Formula siteWatts() {
        return siteWatts;
    }

    public @Nullable RunEnergy energy() {
        return energy;
    }

    /** Null where no price is known. */
    public @Nullable RunCost cost() {
        return cost;
    }

    /** Of the run; null where no price is known. */
    public @Nullable Formula usd() {
        return cost == null ? null : cost.usd();
    }

    /** What the site must provide; null where the chip's power is unknown. */
    public @Nullable Formula siteCapacity() {
        return power == null ? null : power.provisionedWatts();
    }

    public @Nullable Formula usdPerFlop() {
        return usdPerFlop;
    }

    /** Everything that this run says in formulas: time, then power and carbon, then money. */
    public Map<Measure, Formula> figures() {
        Map<Measure, Formula> all = new LinkedHashMap<>();
        all.put(Measure.WALL_SECONDS, wallSeconds);
        if (power != null && siteWatts != null && energy != null) {
            all.put(Measure.PROVISIONED_WATTS, power.provisionedWatts());
            all.put(Measure.SITE_WATTS, siteWatts);
            all.put(Measure.JOULES, energy.joules());
            all.put(Measure.KILOGRAMS_CO2, energy.kilogramsCo2());
            all.put(Measure.EMBODIED_KILOGRAMS_CO2, energy.embodiedKilograms());
            all.put(Measure.CUBIC_METRES_OF_WATER, energy.cubicMetresOfWater());
        }
        if (cost != null && usdPerFlop != null) {
            all.put(Measure.USD, cost.usd());
            all.put(Measure.USD_PER_FLOP, usdPerFlop);
        }
        return all;
    }

    /** All figures unfolded, those of {@link #figures} first; what one shares with those before it stands there. */
    public List<Term> terms() {
        return Sheet.of(everything()).terms();
    }

    private List<Formula> everything() {
        List<Formula> all = new ArrayList<>(figures().values());
        if (power != null) {
            for (PowerLevel level : power.levels()) {
                all.addAll(List.of(level.chip(), level.system(), level.rack(), level.site()));
            }
        }
        Ownership ownership = cost == null ? null : cost.ownership();
        if (ownership != null) {
            all.addAll(List.of(ownership.usd(), ownership.depreciation(), ownership.finance()));
        }
        return all;
    }

    /** What the question says of failures, power and money that nothing of this run depends on, in alphabetical order. */
    public List<String> unused() {
        Set<String> unused = new TreeSet<>(terms.stated());
        if (sparesChosen) {
            unused.remove(ReliabilityAssumption.SPARE_CONFIDENCE.id());
        }
        List<Formula> all = everything();
        resilience.losses().forEach(loss -> all.add(loss.share()));
        unused.addAll(terms.ignored());
        Sheet.of(all).inputs().forEach(input -> unused.remove(input.id()));
        return List.copyOf(unused);
    }

    /** Intervals of formulas, in their order; the question's draws and seed. */
    public List<Estimate> intervals(List<Formula> formulas, int threads) {
        MonteCarlo draws = MonteCarlo.of(Sheet.of(formulas), terms.draws(), terms.seed(), threads);
        List<Estimate> intervals = new ArrayList<>();
        for (int i = 0; i < formulas.size(); i++) {
            intervals.add(draws.interval(i));
        }
        return intervals;
    }

    /** Values that formulas don't exceed with a probability, in their order. */
    private List<Double> quantiles(List<Formula> formulas, double probability, int threads) {
        MonteCarlo draws = MonteCarlo.of(Sheet.of(formulas), terms.draws(), terms.seed(), threads);
        List<Double> quantiles = new ArrayList<>();
        for (int i = 0; i < formulas.size(); i++) {
            quantiles.add(draws.quantile(i, probability));
        }
        return quantiles;
    }

    /** How many times their best guesses its figures reach with a probability. */
    Margins margins(double probability, int threads) {
        Formula usd = usd();
        List<Formula> formulas = List.of(
                wallSeconds,
                usd == null ? wallSeconds : usd,
                energy == null ? wallSeconds : energy.joules(),
                energy == null ? wallSeconds : energy.kilogramsCo2());
        List<Double> quantiles = quantiles(formulas, probability, threads);
        double[] margins = new double[formulas.size()];
        for (int i = 0; i < margins.length; i++) {
            double mid = formulas.get(i).value();
            margins[i] = mid > 0 ? Math.max(1, quantiles.get(i) / mid) : 1;
        }
        return new Margins(margins[0], margins[1], margins[2], margins[3]);
    }

    /** What drives the cost of the run, or its wall clock where no price is known. */
    public Tornado tornado() {
        return Tornado.of(Sheet.of(List.of(cost == null ? wallSeconds : cost.usd())), 0);
    }
}
