package org.suanchou.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.suanchou.formula.Formula.Input;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.source.Term;
import org.suanchou.units.Unit;

class FormulaTest {
    private static Input input(String id, double low, double mid, double high) {
        return Input.positive(
                id,
                Unit.DOLLARS,
                new Fact(new Estimate(low, mid, high), List.of("s"), Provenance.PAGE, Confidence.HIGH, null, null));
    }

    @Test
    void aSharedFormulaIsWorkedOutOnceAndUnfoldedWhereItFirstStands() {
        int[] calls = new int[1];
        Formula shared = Formula.function(
                "half",
                Unit.DOLLARS,
                "price / 2",
                x -> {
                    calls[0]++;
                    return x[0] / 2;
                },
                input("price", 1, 4, 9));
        Formula total = Formula.sum("total", Unit.DOLLARS, shared, Formula.product("again", Unit.DOLLARS, shared));
        Sheet sheet = Sheet.of(List.of(total));

        assertThat(sheet.middle()).containsExactly(4);
        assertThat(calls[0]).isEqualTo(1);
        Term term = sheet.terms().getFirst();
        assertThat(term.how()).hasToString("half + again");
        assertThat(term.inputs().get(0).inputs().getFirst().fact()).isNotNull();
        assertThat(term.inputs().get(1).inputs().getFirst().how()).hasToString("as above");
    }

    @Test
    void oneIdIsOneInput() {
        Formula twice = Formula.sum("twice", Unit.DOLLARS, input("p", 1, 2, 3), input("p", 1, 2, 3));

        assertThat(Sheet.of(List.of(twice)).inputs()).hasSize(1);
    }

    /** The second range is the first one doubled: drawn together, their ratio is 2 throughout. */
    @Test
    void oneIdWithTwoRangesIsDrawnAsFarAlongEach() {
        Formula ratio = Formula.quotient("ratio", Unit.COUNT, input("p", 2, 4, 6), input("p", 1, 2, 3));
        Sheet sheet = Sheet.of(List.of(ratio));

        assertThat(sheet.inputs()).hasSize(2);
        for (double drawn : MonteCarlo.of(sheet, 100, 1, 1).draws(0)) {
            assertThat(drawn).isCloseTo(2, within(1e-12));
        }
    }

    @Test
    void drawsFillTheRangeAsItsEightyPercent() {
        Sheet sheet = Sheet.of(List.of(input("p", 1, 2, 8)));

        Estimate range = MonteCarlo.of(sheet, 100_000, 7, 2).interval(0);

        assertThat(range.low()).isCloseTo(1, within(0.02));
        assertThat(range.mid()).isEqualTo(2);
        assertThat(range.high()).isCloseTo(8, within(0.15));
    }

    @Test
    void theSameSeedGivesTheSameDrawsOnAnyNumberOfThreads() {
        Sheet sheet = Sheet.of(List.of(Formula.product("area", Unit.COUNT, input("a", 1, 2, 3), input("b", 0, 1, 5))));

        double[] one = MonteCarlo.of(sheet, 5000, 11, 1).draws(0);

        assertThat(MonteCarlo.of(sheet, 5000, 11, 8).draws(0)).isEqualTo(one);
        assertThat(MonteCarlo.of(sheet, 5000, 12, 8).draws(0)).isNotEqualTo(one);
    }

    @Test
    void whatTwoAnswersShareCancelsInTheirRatio() {
        Input shared = input("electricity", 1, 2, 4);
        Formula one = Formula.product("one", Unit.DOLLARS, shared, Formula.given("kWh", Unit.COUNT, 3));
        Formula other = Formula.product("other", Unit.DOLLARS, shared, Formula.given("kWh", Unit.COUNT, 6));

        Formula ratio = Formula.quotient("ratio", Unit.COUNT, one, other);

        Estimate interval = MonteCarlo.of(Sheet.of(List.of(ratio)), 1000, 1, 1).interval(0);
        assertThat(interval.low()).isCloseTo(0.5, within(1e-15));
        assertThat(interval.high()).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void aDrawStaysWithinWhatMakesSense() {
        Input share = new Input(
                "yield",
                Unit.COUNT,
                new Fact(new Estimate(0.5, 0.9, 0.99), List.of(), Provenance.PAGE, Confidence.LOW, null, null),
                0,
                1);

        for (double drawn :
                MonteCarlo.of(Sheet.of(List.of(share)), 10_000, 3, 1).draws(0)) {
            assertThat(drawn).isBetween(0.0, 1.0);
        }
        assertThatThrownBy(() -> new Input("yield", Unit.COUNT, Fact.given(1.2), 0, 1))
                .hasMessage("yield is 1.2; it must be between 0.0 and 1.0");
    }

    @Test
    void theLongestBarComesFirstAndAnExactInputHasNone() {
        Formula total = Formula.sum(
                "total", Unit.DOLLARS, input("small", 9, 10, 11), input("large", 5, 10, 30), input("exact", 4, 4, 4));

        Tornado tornado = Tornado.of(Sheet.of(List.of(total)), 0);

        assertThat(tornado.middle()).isEqualTo(24);
        assertThat(tornado.bars()).extracting(b -> b.input().id()).containsExactly("large", "small");
        assertThat(tornado.bars().getFirst().low()).isEqualTo(19);
        assertThat(tornado.bars().getFirst().high()).isEqualTo(44);
    }

    @Test
    void setsLieOverOneAnotherAndNameWhoseTheyAre() {
        Assumptions usual = Assumptions.of(List.of(
                new Assumptions.Kind("pue", Unit.COUNT, 1, 5, Fact.given(1.3)),
                new Assumptions.Kind("usd-per-kwh", Unit.DOLLARS_PER_KILOWATT_HOUR, 0, 1e-6, null)));

        Assumptions there = usual.with("us", Map.of("usd-per-kwh", Fact.given(2e-8)));

        assertThat(usual.has("usd-per-kwh")).isFalse();
        assertThat(there.get("usd-per-kwh").id()).isEqualTo("usd-per-kwh@us");
        assertThat(there.get("pue").id()).isEqualTo("pue");
        assertThatThrownBy(() -> there.with("", Map.of("pue", Fact.given(0.9)))).hasMessageContaining("pue is 0.9");
    }
}
