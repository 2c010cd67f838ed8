package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.MonteCarlo;
import org.suanchou.formula.Sheet;
import org.suanchou.formula.Tornado;
import org.suanchou.hardware.Cluster;
import org.suanchou.reliability.Goodput;
import org.suanchou.reliability.Resilience;
import org.suanchou.reliability.YoungDaly;
import org.suanchou.source.Estimate;

/** What is published of interruptions and effective time, from the catalogue's assumptions. */
class ReliabilityGolden {
    private static final double DAY = 86_400;
    private static final double HOUR = 3600;
    /** 14 bytes a parameter: weights of 16 bits, a copy of 32 and Adam's two moments. */
    private static final double LLAMA_BYTES = 14 * 405e9;

    private static final AssumptionReader READER = new AssumptionReader(Catalog.builtIn());

    private static Assumptions fleet(String id) {
        return READER.with(READER.usual(), Catalog.FLEETS, id);
    }

    private static Resilience of(String system, int chips, Assumptions assumptions) {
        return Resilience.of(new Cluster(Catalog.builtIn().system(system), chips), LLAMA_BYTES, assumptions);
    }

    /** By construction: the rates are these counts over chip-years and host-years (Llama 3, table 5). */
    @Test
    void interruptionsOfLlama3() {
        Resilience job = of("dgx-h100", 16_384, fleet("meta-llama-3"));

        assertThat(job.interruptionsPerSecond().value() * 54 * DAY).isCloseTo(419, within(0.01));
        assertThat(job.meanSecondsBetweenInterruptions().value() / HOUR).isCloseTo(3.09, within(0.005));
    }

    /**
     * Not by construction: checkpoint size, published bandwidth of storage, and restarts as others report them give more
     * than the 90 % that are reported (DCD; Llama 3, section 3.3.4). The size makes little difference: detection,
     * replacement and warm-up are most of a restart.
     */
    @Test
    void effectiveTimeOfLlama3() {
        Resilience job = of("dgx-h100", 16_384, fleet("meta-llama-3"));
        Sheet sheet = Sheet.of(List.of(job.goodput()));
        Estimate interval = MonteCarlo.of(sheet, 4000, 1, 2).interval(0);

        assertThat(job.goodput().value()).isBetween(0.90, 0.95);
        // the range of restarts that others report reaches below
        assertThat(interval.low()).isBetween(0.85, 0.90);
        assertThat(Tornado.of(sheet, 0).bars().getFirst().input().id())
                .isIn("failure-detection", "replacement", "checkpoint-fence");
    }

    /** 419 over 466 interruptions were unexpected; GPUs and their memory are 268 of them, not the 58.7 % printed. */
    @Test
    void theCountsNotThePrintedShares() {
        Assumptions usual = READER.usual();
        double chips = 16_384 * 54 * DAY;
        double gpu = (usual.get("chip-failures").fact().mid()
                        + usual.get("chip-memory-failures").fact().mid()
                        + usual.get("silent-corruptions").fact().mid())
                * chips;

        assertThat(gpu).isCloseTo(148 + 19 + 17 + 6 + 72 + 6, within(0.01));
        assertThat(gpu / 419).isCloseTo(0.640, within(0.0005));
    }

    /**
     * Kokolis et al. (arXiv 2410.21680): 6.5 failures in 1,000 node-days make 1.80 h at 16,384 chips and 0.225 h at 131,072,
     * the published projections 1.8 and 0.23. At 1,024 they make 28.8 h; the published 7.9 h is measured on jobs and counts
     * whatever ended them. No exponential goes through both, and none is fitted.
     */
    @Test
    void meanTimeToFailureOfRsc1() {
        Assumptions rsc = fleet("meta-rsc-1");

        assertThat(hours(rsc, 16_384)).isCloseTo(1.80, within(0.005));
        assertThat(hours(rsc, 131_072)).isCloseTo(0.225, within(0.0005));
        assertThat(hours(rsc, 1_024)).isCloseTo(28.8, within(0.1));
        assertThat(hours(rsc, 1_024) / 7.9).isGreaterThan(3.5);
    }

    private static double hours(Assumptions assumptions, int chips) {
        return of("dgx-a100", chips, assumptions)
                        .meanSecondsBetweenInterruptions()
                        .value()
                / HOUR;
    }

    /**
     * ByteRobust (arXiv 2509.16293): 97 % for three months on 9,600 GPUs. Its rate of failures isn't published; at that of
     * Llama 3, 5.27 h, it takes restarts of about 5 minutes and stalls of about 1 s. Consistent, not predicted: the usual
     * restart of 9 minutes gives less.
     */
    @Test
    void effectiveTimeOfByteRobust() {
        Resilience job = of("dgx-h100", 9_600, READER.usual());
        double mean = job.meanSecondsBetweenInterruptions().value();

        assertThat(mean / HOUR).isCloseTo(5.27, within(0.01));
        assertThat(Goodput.daly(mean, YoungDaly.optimum(mean, 1), 1, 300)).isCloseTo(0.97, within(0.005));
        assertThat(job.goodput().value()).isBetween(0.93, 0.97);
    }

    /**
     * OPT-175B: 7.5 h between interruptions on 992 GPUs and 59 % uptime, with restarts by hand. The rate is the fleet's by
     * construction; the uptime leaves 5.2 h for each interruption, which no assumption here foresees.
     */
    @Test
    void opt175b() {
        Assumptions opt = fleet("meta-opt-175b");

        assertThat(hours(opt, 992)).isCloseTo(7.5, within(0.15));
        assertThat(7.5 * (1 / 0.59 - 1)).isCloseTo(5.2, within(0.05));
        assertThat(of("dgx-a100", 992, opt).goodput().value()).isGreaterThan(0.9);
    }

    /** A claim of more than 24 h between failures of 384 chips is within the range that it gives. */
    @Test
    void cloudMatrix() {
        Resilience job = of("dgx-h100", 384, fleet("huawei-cloudmatrix"));
        Estimate hours = MonteCarlo.of(Sheet.of(List.of(job.meanSecondsBetweenInterruptions())), 4000, 1, 2)
                .interval(0);

        assertThat(hours.low() / HOUR).isBetween(20.0, 30.0);
        assertThat(hours.high() / HOUR).isGreaterThan(100);
    }

    @Test
    void everyFleetGivesAnAnswer() {
        for (String id : Catalog.builtIn().ids(Catalog.FLEETS)) {
            Resilience job = of("dgx-h100", 1024, fleet(id));
            assertThat(job.goodput().value()).as(id).isBetween(0.8, 1.0);
            assertThat(job.spareSystems().value()).as(id).isGreaterThan(0);
        }
    }
}
