package org.suanchou.ask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.AssumptionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.cost.RunCost;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Formula.Input;
import org.suanchou.formula.Sheet;
import org.suanchou.refusal.Refused;
import org.suanchou.scenario.Planner;
import org.suanchou.scenario.RunModel;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.source.Term;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/** The runs of one plan on the systems of the catalogue, rented, bought and built. */
public class RunPricesProperties {
    private static final Catalog CATALOG = Catalog.builtIn();
    private static final Map<String, Assumptions.Kind> KINDS =
            new AssumptionReader(CATALOG).usual().kinds();
    private static final List<String> BASES = List.of("rent", "buy", "build");

    private static final Set<Unit> MONEY = EnumSet.of(
            Unit.DOLLARS,
            Unit.DOLLARS_PER_KILOWATT_HOUR,
            Unit.DOLLARS_PER_HOUR,
            Unit.DOLLARS_PER_YEAR,
            Unit.DOLLARS_PER_WATT,
            Unit.DOLLARS_PER_GIGABYTE,
            Unit.DOLLARS_PER_EXAFLOP);
    private static final Set<Unit> POWER = EnumSet.of(
            Unit.WATTS,
            Unit.JOULES,
            Unit.MEGAWATT_HOURS,
            Unit.PICOJOULES_PER_BIT,
            Unit.KILOGRAMS_CO2,
            Unit.TONNES_CO2,
            Unit.GRAMS_CO2_PER_KILOWATT_HOUR,
            Unit.LITRES_PER_KILOWATT_HOUR);

    /** Llama 3.2 1B, whole on every chip, on 64 of them. */
    private static RunModel run(String system, String basis, Map<String, Object> assume, int draws, int seed) {
        Map<String, Object> fields = new HashMap<>(Map.of(
                "model",
                "llama-3.2-1b",
                "on",
                system,
                "chips",
                64,
                "global-batch-size",
                64,
                "seq-length",
                1024,
                "micro-batch-size",
                1,
                "recompute",
                "full",
                "tokens",
                1e11,
                "draws",
                draws,
                "seed",
                seed));
        fields.put("zero-stage", 1);
        if (!basis.isEmpty()) {
            fields.put("basis", basis);
        }
        if (!assume.isEmpty()) {
            fields.put("assume", assume);
        }
        QuestionReader reader = new QuestionReader(
                CATALOG,
                new Fields(Tree.of("test", fields), Map.of(), null, Field.of(Field.Question.ESTIMATE)),
                Door.CLOSED);
        TrainingQuestion question = reader.single();
        return requireNonNull(new Planner(2, share -> {})
                        .estimate(question, reader.plan(question))
                        .plans()
                        .getFirst()
                        .run())
                .model();
    }

    private static RunModel run(String system, String basis, Map<String, Object> assume) {
        return run(system, basis, assume, 100, 0);
    }

    private static double usd(RunModel run) {
        return requireNonNull(run.usd()).value();
    }

    private static List<Formula> formulas(RunModel run) {
        return List.copyOf(run.figures().values());
    }

    private static List<Input> inputs(RunModel run) {
        return Sheet.of(formulas(run)).inputs();
    }

    /** An input's assumption; what stands behind an {@code @} says whose. */
    private static String assumption(Input input) {
        return input.id().replaceFirst("@.*", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rent", "buy", "build"})
    void doublingAPriceMovesTheTotalByExactlyItsShare(String basis) {
        RunModel run = run("dgx-h100", basis, Map.of());
        double total = usd(run);
        int prices = 0;
        for (Input input : Sheet.of(List.of(requireNonNull(run.usd()))).inputs()) {
            if (MONEY.contains(input.unit())) {
                String id = assumption(input);
                double shown = input.fact().mid() / input.unit().factor();
                double share = total - usd(run("dgx-h100", basis, Map.of(id, 0.0)));
                double more = usd(run("dgx-h100", basis, Map.of(id, 2 * shown))) - total;

                assertThat(share).as(id).isPositive();
                assertThat(more).as(id).isCloseTo(share, within(1e-9 * total));
                prices++;
            }
        }
        // the rent; server, building, electricity; and of a chip's parts wafer, memory, packaging, the rest
        assertThat(prices).isEqualTo(basis.equals("rent") ? 1 : basis.equals("buy") ? 3 : 7);
    }

    /** Where prices are all there is, the total is what they move. */
    @ParameterizedTest
    @ValueSource(strings = {"rent", "buy", "build"})
    void pricesTogetherMakeTheWholeTotal(String basis) {
        RunModel run = run("dgx-h100", basis, Map.of());
        Map<String, Object> doubled = new HashMap<>();
        for (Input input : Sheet.of(List.of(requireNonNull(run.usd()))).inputs()) {
            if (MONEY.contains(input.unit())) {
                doubled.put(
                        assumption(input), 2 * input.fact().mid() / input.unit().factor());
            }
        }
        assertThat(usd(run("dgx-h100", basis, doubled))).isCloseTo(2 * usd(run), withinPercentage(1e-7));
    }

    static Stream<String> systems() {
        return CATALOG.ids(Catalog.SYSTEMS).stream();
    }

    /** A run that can't be paid for in this way says what it lacks; whoever can, unfolds to dated sources. */
    @ParameterizedTest
    @MethodSource("systems")
    void everyFigureOfEverySystemIsTheSumOfItsPartsAndHasItsDatedSources(String system) {
        for (String basis : BASES) {
            RunModel run;
            try {
                run = run(system, basis, Map.of());
            } catch (BadInput e) {
                assertThat(e.getMessage()).matches("(?s).*(unknown|nothing is known of .*; give it).*");
                continue;
            } catch (Refused e) {
                continue;
            }
            RunCost cost = requireNonNull(run.cost());
            double parts = cost.parts().stream()
                    .mapToDouble(part -> part.usd().value())
                    .sum();
            assertThat(usd(run)).isPositive().isCloseTo(parts, withinPercentage(1e-7));
            for (Formula formula : formulas(run)) {
                assertThat(formula.value())
                        .as(formula.name().toString())
                        .isNotNegative()
                        .isFinite();
            }
            for (Term term : run.terms()) {
                sourced(term);
            }
        }
    }

    private static void sourced(Term term) {
        Fact fact = term.fact();
        if (fact != null) {
            if (fact.provenance() != Provenance.USER) {
                assertThat(fact.sources())
                        .as(term.name().toString())
                        .isNotEmpty()
                        .allSatisfy(RunPricesProperties::known);
                dated(term.name().toString(), fact);
            }
        } else if (term.inputs().isEmpty() && !term.how().equals(Words.of("as above")) && term.value() != 0) {
            // what is no input is counted, or told elsewhere: chips, steps, a step's parts
            assertThat(MONEY).as(term.name().toString()).doesNotContain(term.unit());
            assertThat(POWER).as(term.name().toString()).doesNotContain(term.unit());
        }
        term.inputs().forEach(RunPricesProperties::sourced);
    }

    /** A value's own date or its file's; what is fitted is of its fit's. */
    private static void dated(String name, Fact fact) {
        String date = fact.asOf() == null
                ? requireNonNull(CATALOG.sources().get(fact.sources().getFirst()))
                        .version()
                : fact.asOf();
        assertThat(date).as(name).matches("(19|20)\\d\\d(-\\d\\d(-\\d\\d)?)?");
    }

    private static void known(String source) {
        assertThat(CATALOG.sources()).containsKey(source);
    }

    /** Bounds are what makes sense: at either end of each, alone, a run still has every figure. */
    @Test
    void noAssumptionWithinItsBoundsBreaksARun() {
        for (Assumptions.Kind kind : KINDS.values()) {
            for (double end : new double[] {kind.least(), kind.most()}) {
                double shown = end / kind.unit().factor();
                // with its unit a number means what it says, however unusual
                Object written = kind.unit().shown().isEmpty()
                        ? shown
                        : shown + kind.unit().shown();
                RunModel run = run("dgx-h100", "build", Map.of(kind.id(), written));

                for (Formula formula : formulas(run)) {
                    assertThat(formula.value())
                            .as("%s where %s is %s", formula.name(), kind.id(), shown)
                            .isNotNegative()
                            .isFinite();
                }
                assertThat(run.resilience().goodput().value())
                        .as("%s is %s", kind.id(), shown)
                        .isPositive()
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void aSeedGivesOneAnswerOnAnyNumberOfThreads() {
        RunModel run = run("dgx-h100", "build", Map.of(), 20_000, 7);
        List<Estimate> one = run.intervals(formulas(run), 1);

        assertThat(run.intervals(formulas(run), 2)).isEqualTo(one);
        assertThat(run("dgx-h100", "build", Map.of(), 20_000, 7).intervals(formulas(run), 2))
                .isEqualTo(one);
        List<Estimate> other = run("dgx-h100", "build", Map.of(), 20_000, 8).intervals(formulas(run), 2);
        List<Double> mids = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            mids.add(one.get(i).mid());
            assertThat(other.get(i)).as(formulas(run).get(i).name().toString()).isNotEqualTo(one.get(i));
            // 10th percentiles of 20,000 draws of one distribution: 1.2 % of a standard deviation apart, in the mean
            assertThat(other.get(i).low()).isCloseTo(one.get(i).low(), withinPercentage(3));
        }
        assertThat(other.stream().map(Estimate::mid)).isEqualTo(mids);
    }

    /** The interval holds the middle and narrows to it where nothing is uncertain. */
    @Test
    void whatIsKnownExactlyHasNoInterval() {
        RunModel usual = run("dgx-h100", "build", Map.of(), 500, 0);
        Map<String, Object> exact = new HashMap<>();
        for (Input input : inputs(usual)) {
            if (KINDS.containsKey(assumption(input))) {
                exact.put(assumption(input), input.fact().mid() / input.unit().factor());
            }
        }
        RunModel run = run("dgx-h100", "build", exact, 500, 0);
        Estimate power =
                run.intervals(List.of(requireNonNull(run.siteCapacity())), 2).getFirst();
        Estimate before = usual.intervals(List.of(requireNonNull(usual.siteCapacity())), 2)
                .getFirst();

        assertThat(power.low()).isEqualTo(power.high());
        assertThat(power.mid()).isCloseTo(before.mid(), withinPercentage(1e-7));
        assertThat(before.low()).isLessThan(before.mid());
        assertThat(before.high()).isGreaterThan(before.mid());
    }
}
