package org.suanchou.reliability;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * How often a job on a cluster is interrupted: {@code failure-scale x sum over components of rate x count}. Rates add, as
 * independent failures do.
 *
 * @param hosts a system of many chips has several hosts, and no host is shared between systems
 * @param interruptions a second
 * @param outages interruptions a second that take a host out
 */
record FailureRates(Formula hosts, Formula interruptions, Formula outages) {
    static FailureRates of(Cluster cluster, Assumptions assumptions) {
        Formula chips = Formula.given("chips", Unit.COUNT, cluster.chips());
        Formula hosts = Formula.function(
                "hosts",
                Unit.COUNT,
                "max(systems, chips / chips-per-host)",
                x -> Math.max(x[0], x[1] / x[2]),
                Formula.given("systems", Unit.COUNT, cluster.systems()),
                chips,
                assumptions.get(ReliabilityAssumption.CHIPS_PER_HOST));
        List<Formula> all = new ArrayList<>();
        List<Formula> out = new ArrayList<>();
        for (Component component : Component.values()) {
            Formula each = assumptions.get(component.assumption());
            Formula rate = switch (component.scale()) {
                case CHIP ->
                    Formula.product(
                            Words.of("{0} of all chips", component.assumption().id()), Unit.PER_DAY, each, chips);
                case HOST ->
                    Formula.product(
                            Words.of("{0} of all hosts", component.assumption().id()), Unit.PER_DAY, each, hosts);
                case JOB -> each;
            };
            all.add(rate);
            if (component.takesHostOut()) {
                out.add(rate);
            }
        }
        Formula scale = assumptions.get(ReliabilityAssumption.FAILURE_SCALE);
        return new FailureRates(
                hosts,
                Formula.product(
                        "interruptions",
                        Unit.PER_DAY,
                        Formula.sum("interruptions before failure-scale", Unit.PER_DAY, all),
                        scale),
                Formula.product(
                        "hosts that go to repair",
                        Unit.PER_DAY,
                        Formula.sum("hosts that go to repair before failure-scale", Unit.PER_DAY, out),
                        scale));
    }
}
