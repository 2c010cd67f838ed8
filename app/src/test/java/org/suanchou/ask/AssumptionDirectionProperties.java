package org.suanchou.ask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.suanchou.ask.AssumptionDirectionProperties.Moves.ANYWHERE;
import static org.suanchou.ask.AssumptionDirectionProperties.Moves.DOWN;
import static org.suanchou.ask.AssumptionDirectionProperties.Moves.NOT;
import static org.suanchou.ask.AssumptionDirectionProperties.Moves.UP;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.suanchou.catalog.AssumptionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.scenario.Planner;
import org.suanchou.scenario.RunModel;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.tree.Tree;

/**
 * Which way each assumption moves wall clock, energy and cost of a run whose plan stays as it is, over random values of the
 * others: more failures never make a run shorter, dearer wafers never make it cheaper. {@code suanchou.seed} and
 * {@code suanchou.pairs} choose other pairs and more of them.
 */
public class AssumptionDirectionProperties {
    private static final Catalog CATALOG = Catalog.builtIn();
    private static final List<String> BASES = List.of("rent", "buy", "build");
    private static final List<String> SYSTEMS = List.of("dgx-h100", "dgx-a100", "gb200-nvl72");
    private static final Map<String, Assumptions.Kind> KINDS =
            new AssumptionReader(CATALOG).usual().kinds();
    private static final int PAIRS = Integer.getInteger("suanchou.pairs", 20);

    /** Around the usual value, where nothing else bounds it. */
    private static final double REACH = 4;

    /** The largest share of an assumption's own factor, in logarithms, by which one of no direction moves a run. */
    private static final double MOST_ELASTIC = 1;

    enum Moves {
        UP,
        DOWN,
        NOT,
        ANYWHERE
    }

    /** What a larger value does: to wall clock, to the site's energy, to the cost on each basis. */
    private record Direction(Moves wall, Moves energy, Moves rent, Moves buy, Moves build) {
        static Direction all(Moves moves) {
            return new Direction(moves, moves, moves, moves, moves);
        }

        /** Of power: the electricity of what is owned. */
        static Direction power(Moves moves) {
            return new Direction(NOT, moves, NOT, moves, moves);
        }

        /** Of what is owned. */
        static Direction owned(Moves moves) {
            return new Direction(NOT, NOT, NOT, moves, moves);
        }

        static Direction built(Moves moves) {
            return new Direction(NOT, NOT, NOT, NOT, moves);
        }

        Moves cost(String basis) {
            return basis.equals("rent") ? rent : basis.equals("buy") ? buy : build;
        }
    }

    private static final Map<String, Direction> DIRECTIONS = directions();

    private static Map<String, Direction> directions() {
        Map<String, Direction> all = new LinkedHashMap<>();
        for (String more : List.of(
                "chip-failures",
                "chip-memory-failures",
                "silent-corruptions",
                "nic-failures",
                "network-failures",
                "software-failures",
                "host-failures",
                "disk-failures",
                "host-maintenance",
                "job-failures",
                "failure-scale",
                "failure-detection",
                "replacement",
                "warm-up",
                "checkpoint-fence",
                "straggler-spread",
                "repair-time")) {
            all.put(more, Direction.all(UP));
        }
        for (String less : List.of(
                "device-to-host-bandwidth",
                "storage-bandwidth",
                "disk-bandwidth",
                "peer-memory-share",
                "local-disk-share")) {
            all.put(less, Direction.all(DOWN));
        }
        for (String more : List.of(
                "chip-idle-share",
                "chip-compute-share",
                "chip-memory-share",
                "chip-communication-share",
                "host-idle-share",
                "switch-energy",
                "transceiver-energy",
                "storage-power-share",
                "pue-air",
                "pue-liquid",
                "pue")) {
            all.put(more, Direction.power(UP));
        }
        for (String more : List.of(
                "server-usd-per-chip",
                "accelerator-usd",
                "network-share",
                "storage-share",
                "building-usd-per-watt",
                "discount-rate",
                "operations-share",
                "usd-per-kwh")) {
            all.put(more, Direction.owned(UP));
        }
        for (String less : List.of("building-life", "residual-share", "utilisation")) {
            all.put(less, Direction.owned(DOWN));
        }
        for (String more : List.of(
                "wafer-usd",
                "die-area",
                "dies-per-package",
                "hbm-capacity",
                "hbm-usd-per-gb",
                "packaging-usd",
                "module-other-usd",
                "build-margin")) {
            all.put(more, Direction.built(UP));
        }
        for (String less : List.of("die-yield", "salvage-share", "package-yield", "wafer-diameter")) {
            all.put(less, Direction.built(DOWN));
        }
        all.put("defect-density", Direction.built(UP));
        all.put("rent-usd-per-chip-hour", new Direction(NOT, NOT, UP, NOT, NOT));
        for (String nothing : List.of(
                "grid-carbon", "grid-water", "wue", "embodied-chip", "embodied-host", "rack-power", "cny-per-usd")) {
            all.put(nothing, Direction.all(NOT));
        }
        // a host more or less is two things at once: more to fail, and fewer chips lost with it
        all.put("chips-per-host", Direction.all(ANYWHERE));
        all.put("failure-shape", Direction.all(ANYWHERE));
        // what is saved behind training is on the far side later
        all.put("background-saving", Direction.all(ANYWHERE));
        // surer spares shorten the run and cost more
        all.put("spare-confidence", new Direction(DOWN, ANYWHERE, ANYWHERE, ANYWHERE, ANYWHERE));
        for (String either :
                List.of("host-overhead", "host-draw-share", "switch-radix", "network-draw-share", "chip-tdp")) {
            all.put(either, Direction.power(ANYWHERE));
        }
        for (String either : List.of("server-life", "server-to-accelerator", "value-decline", "hardware-age")) {
            all.put(either, Direction.owned(ANYWHERE));
        }
        return all;
    }

    @Test
    void everyAssumptionHasADirection() {
        assertThat(DIRECTIONS.keySet())
                .isEqualTo(new org.suanchou.catalog.AssumptionReader(CATALOG)
                        .usual()
                        .kinds()
                        .keySet());
    }

    @Test
    void everyAssumptionMovesARunItsOwnWay() {
        long seed = Long.getLong("suanchou.seed", 20_261_124L);
        System.out.println("AssumptionDirectionProperties seed " + seed);
        Random random = new Random(seed);
        for (Map.Entry<String, Direction> one : DIRECTIONS.entrySet()) {
            String id = one.getKey();
            for (int pair = 0; pair < PAIRS; pair++) {
                String system = SYSTEMS.get(random.nextInt(SYSTEMS.size()));
                String basis = BASES.get(random.nextInt(BASES.size()));
                Assumptions usual = question(system, basis, Map.of()).terms().assumptions();
                if (!usual.has(id)) {
                    continue;
                }
                Map<String, Object> assume = new HashMap<>();
                List<String> ids = new ArrayList<>(Set.copyOf(DIRECTIONS.keySet()));
                ids.sort(null);
                for (int others = random.nextInt(4); others > 0; others--) {
                    String other = ids.get(random.nextInt(ids.size()));
                    if (usual.has(other) && !other.equals("chips-per-host")) {
                        assume.put(other, drawn(usual, other, random));
                    }
                }
                double a = drawn(usual, id, random);
                double b = drawn(usual, id, random);
                RunModel low = run(system, basis, assume, id, Math.min(a, b));
                RunModel high = run(system, basis, assume, id, Math.max(a, b));
                String of = id + " from " + Math.min(a, b) + " to " + Math.max(a, b) + " on " + system + ", " + basis
                        + ", under " + assume;
                double factor = Math.max(a, b) / Math.min(a, b);
                moves("wall clock by " + of, one.getValue().wall(), factor, low.wallSeconds(), high.wallSeconds());
                moves(
                        "energy by " + of,
                        one.getValue().energy(),
                        factor,
                        requireNonNull(low.energy()).joules(),
                        requireNonNull(high.energy()).joules());
                moves(
                        "cost by " + of,
                        one.getValue().cost(basis),
                        factor,
                        requireNonNull(low.usd()),
                        requireNonNull(high.usd()));
            }
        }
    }

    /** @param factor the larger value of the assumption over the smaller */
    private static void moves(String as, Moves moves, double factor, Formula low, Formula high) {
        double before = low.value();
        double after = high.value();
        double rounding = 1e-6 * Math.abs(before);
        switch (moves) {
            case UP -> assertThat(after).as(as).isGreaterThanOrEqualTo(before - rounding);
            case DOWN -> assertThat(after).as(as).isLessThanOrEqualTo(before + rounding);
            case NOT -> assertThat(after).as(as).isEqualTo(before);
            case ANYWHERE -> {
                assertThat(before).as(as).isPositive().isFinite();
                assertThat(after).as(as).isPositive().isFinite();
                // whichever way it goes, by no larger factor than the assumption itself
                assertThat(Math.abs(Math.log(after / before)))
                        .as(as)
                        .isLessThanOrEqualTo(MOST_ELASTIC * Math.log(factor) + rounding / before);
            }
        }
    }

    /** In the unit that questions write. */
    private static double drawn(Assumptions usual, String id, Random random) {
        Assumptions.Kind kind = requireNonNull(usual.kinds().get(id));
        double mid = usual.get(id).value();
        double least = Math.max(kind.least(), mid / REACH);
        double most = Math.min(kind.most(), mid == 0 ? kind.most() : mid * REACH);
        return (least + (most - least) * random.nextDouble()) / kind.unit().factor();
    }

    private static RunModel run(String system, String basis, Map<String, Object> assume, String id, double value) {
        Map<String, Object> with = new HashMap<>(assume);
        with.put(id, value);
        TrainingQuestion question = question(system, basis, with);
        QuestionReader reader = reader(system, basis, with);
        return requireNonNull(new Planner(1, share -> {})
                        .estimate(question, reader.plan(question))
                        .plans()
                        .getFirst()
                        .run())
                .model();
    }

    private static TrainingQuestion question(String system, String basis, Map<String, Object> assume) {
        return reader(system, basis, assume).single();
    }

    /** Llama 3.2 1B, whole on every one of 2,304 chips. */
    private static QuestionReader reader(String system, String basis, Map<String, Object> assume) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("model", "llama-3.2-1b");
        fields.put("on", system);
        fields.put("chips", 2304);
        fields.put("global-batch-size", 2304);
        fields.put("seq-length", 1024);
        fields.put("micro-batch-size", 1);
        fields.put("recompute", "full");
        fields.put("zero-stage", 1);
        fields.put("tokens", 1e12);
        fields.put("draws", 100);
        fields.put("basis", basis);
        if (!assume.isEmpty()) {
            Map<String, Object> written = new HashMap<>();
            // a number with its unit means what it says, however unusual
            assume.forEach((id, value) -> {
                String unit = requireNonNull(KINDS.get(id)).unit().shown();
                written.put(id, unit.isEmpty() ? value : value + unit);
            });
            fields.put("assume", written);
        }
        return new QuestionReader(
                CATALOG,
                new Fields(Tree.of("test", fields), Map.of(), null, Field.of(Field.Question.ESTIMATE)),
                Door.CLOSED);
    }
}
