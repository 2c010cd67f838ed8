package org.suanchou.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.suanchou.calibration.Parameter;
import org.suanchou.calibration.ParameterFit;
import org.suanchou.catalog.Stacks;
import org.suanchou.evidence.Measurement;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.layer.Part;
import org.suanchou.rows.RowReader;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.training.StepModel;
import org.suanchou.training.StepTime;

/**
 * The parameters of {@code catalog/calibration/parameters.yaml} fitted to measured step times.
 *
 * <p>Runs of one group (publisher, model, chip, precision) share most of their error: n of them weigh as the square root
 * of n. Mixtures of experts, whose errors spread {@code EXPERT_SPREAD} times as wide, weigh by its inverse square; so do
 * runs of quality B. What all runs of a publisher and framework share is theirs, not the parameters'.
 */
public final class Refit {
    static final String METRIC = "step_time_s";
    private static final double SIGMA = 0.1;
    private static final double EXPERT_SPREAD = 2;
    /** What runs of one publisher and framework share, as wide as the biases of sources spread: under makers' recipes, ... */
    private static final double TUNED_SOURCE = 0.1;
    /** ... and under frameworks as they come. */
    private static final double UNTUNED_SOURCE = 0.2;

    /** Runs of quality B, of which an input is missing or inferred, spread that much wider. */
    private static final double B_SPREAD = 2;

    private final Stacks stacks;
    private final Ablation ablation;
    private final List<Parameter> parameters;

    public Refit(Stacks stacks) {
        this(stacks, Ablation.NONE);
    }

    /** A fit of the model without one of its ingredients. */
    public Refit(Stacks stacks, Ablation ablation) {
        this.stacks = ablation.of(stacks);
        this.ablation = ablation;
        this.parameters = stacks.parameters().priors();
    }

    /** Runs that a fit may use. */
    public static List<Validation.Case> usable(List<Validation.Case> cases) {
        return cases.stream()
                .filter(c -> c.run() != null
                        && c.measured().value() != null
                        && c.measured().metric().equals(METRIC))
                .toList();
    }

    /** Stacks and kernels under the parameters that these cases make most probable; without any, those of the priors. */
    Stacks on(List<Validation.Case> cases) {
        return stacks.with(values(cases));
    }

    /** The fitted values, in the order of the parameters. */
    public double[] values(List<Validation.Case> cases) {
        return cases.isEmpty()
                ? ParameterFit.priors(parameters)
                : ParameterFit.fit(
                        parameters,
                        values -> logErrors(cases, stacks.with(values), ablation),
                        weights(cases),
                        SIGMA,
                        sources(cases));
    }

    /** Log errors of these cases under the parameters that they make most probable. */
    double[] errors(List<Validation.Case> cases) {
        return logErrors(cases, on(cases), ablation);
    }

    /** Logarithm of predicted over measured step time. */
    static double[] logErrors(List<Validation.Case> cases, Stacks under, Ablation ablation) {
        UnaryOperator<RowReader.Run> again = again(under);
        double[] errors = new double[cases.size()];
        for (int i = 0; i < errors.length; i++) {
            RowReader.Run run =
                    ablation.of(again.apply(Objects.requireNonNull(cases.get(i).run())));
            StepTime time = Validation.timed(run, new StepModel(run.job())).time();
            double seconds = time.seconds();
            for (Part part : ablation.leftOut()) {
                seconds -= time.part(part);
            }
            errors[i] = Math.log(
                    seconds / Objects.requireNonNull(cases.get(i).measured().value()));
        }
        return errors;
    }

    /** Runs under other constants; each chip and stack is read once. */
    static UnaryOperator<RowReader.Run> again(Stacks under) {
        Map<String, ChipKernels> kernels = new HashMap<>();
        Map<String, SoftwareStack> named = new HashMap<>();
        return run -> run.with(run.job()
                .withConstants(
                        run.job()
                                .stack()
                                .under(named.computeIfAbsent(run.job().stack().id(), under::named)),
                        kernels.computeIfAbsent(
                                run.job().cluster().chip().id(),
                                id -> under.kernels(run.job().cluster().chip()))));
    }

    private static ParameterFit.Sources sources(List<Validation.Case> cases) {
        Map<String, Integer> places = new LinkedHashMap<>();
        List<Double> sigma = new ArrayList<>();
        int[] of = new int[cases.size()];
        for (int i = 0; i < of.length; i++) {
            Validation.Case one = cases.get(i);
            of[i] = places.computeIfAbsent(one.measured().programme(), source -> {
                boolean tuned = Objects.requireNonNull(one.run()).job().stack().tuned();
                sigma.add(tuned ? TUNED_SOURCE : UNTUNED_SOURCE);
                return sigma.size() - 1;
            });
        }
        return new ParameterFit.Sources(
                of, sigma.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double[] weights(List<Validation.Case> cases) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (Validation.Case one : cases) {
            sizes.merge(one.measured().group(), 1, Integer::sum);
        }
        double[] weights = new double[cases.size()];
        for (int i = 0; i < weights.length; i++) {
            Measurement measured = cases.get(i).measured();
            double spread = (measured.experts() ? EXPERT_SPREAD : 1)
                    * (measured.quality().equals("A") ? 1 : B_SPREAD);
            weights[i] = 1 / Math.sqrt(sizes.getOrDefault(measured.group(), 1)) / (spread * spread);
        }
        return weights;
    }

    /** For each key, the fit that saw no case with it. */
    public static Map<String, Stacks> leavingOut(
            Stacks stacks, List<Validation.Case> cases, Function<Measurement, String> key) {
        List<Validation.Case> usable = usable(cases);
        Refit refit = new Refit(stacks);
        List<String> keys = new ArrayList<>(new LinkedHashSet<>(
                cases.stream().map(c -> key.apply(c.measured())).toList()));
        List<Stacks> fits = keys.parallelStream()
                .map(held -> refit.on(usable.stream()
                        .filter(c -> !key.apply(c.measured()).equals(held))
                        .toList()))
                .toList();
        Map<String, Stacks> of = new LinkedHashMap<>();
        for (int i = 0; i < fits.size(); i++) {
            of.put(keys.get(i), fits.get(i));
        }
        return of;
    }
}
