package org.suanchou.reliability;

import java.util.List;
import org.suanchou.sim.BatchMeans;
import org.suanchou.sim.EventQueue;
import org.suanchou.sim.RandomStream;
import org.suanchou.sim.TimeWeighted;
import org.suanchou.source.Estimate;

/**
 * A job that fails, event by event: the twin of {@link Goodput}, for any failures and any tiers, with flushes that go on in
 * the background and spares that may run out.
 *
 * <p>A failure undoes all since the last save that has left the background and outlives it. It also ends the flushes of
 * its tier and below; those of farther tiers go on. Where it takes a host out and no spare is left, the restart begins when
 * a repaired host is back.
 *
 * @param tiers one for each place of the policy, their shares summing to 1
 * @param speed of steps over that of undisturbed ones, which is what goodput counts by; above 0, at most 1
 */
public record FailureSimulation(
        FailureModel failures, CheckpointPolicy policy, List<CheckpointTier> tiers, double speed, Repairs repairs) {
    /**
     * Hosts beyond what the job takes.
     *
     * @param outShare of the failures, those that take a host out
     */
    public record Repairs(int spares, double outShare, double repairSeconds) {
        /** No failure takes a host out. */
        public static final Repairs NONE = new Repairs(0, 0, 0);
    }

    /**
     * What happened.
     *
     * @param goodput productive share of wall clock, at the speed of undisturbed steps, with its 95 % confidence interval
     * @param shares of all wall clock but what {@code waiting} takes
     * @param waiting share of wall clock without enough hosts
     * @param meanUnderRepair hosts under repair, the mean over time
     */
    public record Outcome(
            double seconds,
            long interruptions,
            Estimate goodput,
            WallClock shares,
            double waiting,
            double meanUnderRepair) {}

    /** Stretches of the run whose means give the confidence interval. */
    private static final int BATCHES = 40;

    private static final double CONFIDENCE = 0.95;

    public FailureSimulation {
        tiers = List.copyOf(tiers);
        if (!tiers.stream().map(CheckpointTier::place).toList().equals(policy.places())) {
            throw new IllegalArgumentException("the tiers " + tiers + " must be those of " + policy.places());
        }
        if (!(speed > 0 && speed <= 1)) {
            throw new IllegalArgumentException("speed is " + speed + "; it must be above 0, and at most 1");
        }
    }

    /**
     * So long that goodput is known to a few thousandths: 10,000 interruptions and 400 repair times, but no more than a
     * million interruptions, and where a job saves far more often than it fails, 20 million saves.
     */
    public Outcome run(long seed) {
        double mean = failures.meanSeconds();
        double repairing = repairs.outShare > 0 ? 400 * repairs.repairSeconds : 0;
        double enough = Math.min(Math.max(1e4 * mean, repairing), 1e6 * mean);
        return run(seed, Math.min(enough, 2e7 * policy.intervalSeconds()));
    }

    /**
     * @param seconds of wall clock; the interval is sound where that is hundreds of times the mean time between failures,
     *     and the time of a repair
     */
    public Outcome run(long seed, double seconds) {
        return new Run(this, seed).until(seconds);
    }

    /** What an event is, in the low bits; a phase's number in the others. */
    private static final int PHASE_ENDS = 0;

    private static final int FAILURE = 1;
    private static final int REPAIRED = 2;
    private static final int KINDS = 4;

    private static final class Run {
        private enum Phase {
            WORK,
            SAVE,
            RESTART,
            WAIT
        }

        private final FailureModel failures;
        private final Repairs repairs;
        private final double interval;
        private final double[] stall;
        private final double speed;
        private final double[] flush;
        private final double[] restart;
        private final double[] cumulative;
        /** Intervals of work from one save of a tier to the next. */
        private final long[] every;

        private final EventQueue events = new EventQueue();
        private final RandomStream times;
        private final RandomStream needs;
        private final RandomStream outs;
        private final TimeWeighted underRepair = new TimeWeighted();

        /** Intervals of work done and saved by tier 1 since the last rollback, counted from the start of the job. */
        private long position;
        /** Seconds that the saves up to here took. */
        private double saving;
        /** Where a failure that needs a tier falls back to, and the seconds that the saves up to there took. */
        private final long[] kept;

        private final double[] keptSaving;
        /** What is under way to a tier, and when it gets there. */
        private final long[] flushing;

        private final double[] flushingSaving;
        private final double[] flushEnds;

        private Phase phase = Phase.WORK;
        private long phaseNumber;
        private double phaseBegan;
        /** The tier that is saved or restarted from. */
        private int tier;

        private long interruptions;
        private double restarting;
        private double waiting;

        Run(FailureSimulation job, long seed) {
            failures = job.failures;
            repairs = job.repairs;
            interval = job.policy.intervalSeconds();
            int count = job.tiers.size();
            stall = new double[count];
            speed = job.speed;
            flush = new double[count];
            restart = new double[count];
            cumulative = new double[count];
            every = new long[count];
            kept = new long[count];
            keptSaving = new double[count];
            flushing = new long[count];
            flushingSaving = new double[count];
            flushEnds = new double[count];
            double sum = 0;
            for (int k = 0; k < count; k++) {
                CheckpointTier at = job.tiers.get(k);
                stall[k] = at.stallSeconds();
                flush[k] = at.flushSeconds();
                restart[k] = at.restartSeconds();
                sum += at.share();
                cumulative[k] = sum;
                every[k] = (k == 0 ? 1 : every[k - 1]) * job.policy.multiples().get(k);
            }
            times = RandomStream.of(seed, "failures");
            needs = RandomStream.of(seed, "tiers");
            outs = RandomStream.of(seed, "hosts");
        }

        Outcome until(double seconds) {
            BatchMeans batches = new BatchMeans();
            double batch = seconds / BATCHES;
            double before = 0;
            int done = 0;
            events.schedule(failures.draw(times), FAILURE);
            begin(Phase.WORK, 0, interval);
            while (done < BATCHES) {
                long event = events.next();
                // all that lies before this event is as it was after the last
                while (done < BATCHES && events.nowSeconds() > (done + 1) * batch) {
                    double productive = productiveSeconds((done + 1) * batch);
                    batches.add(speed * (productive - before) / batch);
                    before = productive;
                    done++;
                }
                if (done < BATCHES) {
                    happen(event);
                }
            }
            return outcome(seconds, batches);
        }

        /** Work that nothing has undone so far. */
        private double productiveSeconds(double now) {
            return position * interval + (phase == Phase.WORK ? Math.min(interval, now - phaseBegan) : 0);
        }

        private void happen(long event) {
            switch ((int) (event % KINDS)) {
                case PHASE_ENDS -> {
                    if (event / KINDS == phaseNumber) {
                        phaseEnds();
                    }
                }
                case FAILURE -> fails();
                case REPAIRED -> {
                    underRepair.set(underRepair.level() - 1, events.nowSeconds());
                    if (phase == Phase.WAIT && hostsSuffice()) {
                        waiting += events.nowSeconds() - phaseBegan;
                        begin(Phase.RESTART, tier, restart[tier]);
                    }
                }
                default -> throw new IllegalStateException("event " + event);
            }
        }

        private void begin(Phase next, int ofTier, double lasting) {
            phase = next;
            tier = ofTier;
            phaseBegan = events.nowSeconds();
            phaseNumber++;
            events.schedule(phaseBegan + lasting, phaseNumber * KINDS + PHASE_ENDS);
        }

        private void beginSave(int ofTier) {
            double now = events.nowSeconds();
            double free = flushing[ofTier] > kept[ofTier] ? flushEnds[ofTier] - now : 0;
            begin(Phase.SAVE, ofTier, Math.max(stall[ofTier], free));
        }

        private void phaseEnds() {
            switch (phase) {
                case WORK -> beginSave(0);
                case SAVE -> {
                    if (tier == 0) {
                        position++;
                    }
                    saving += events.nowSeconds() - phaseBegan;
                    settle(tier);
                    flushing[tier] = position;
                    for (int k = 0; k <= tier; k++) {
                        flushingSaving[k] = flushing[k] == position ? saving : flushingSaving[k];
                        keptSaving[k] = kept[k] == position ? saving : keptSaving[k];
                    }
                    flushEnds[tier] = events.nowSeconds() + flush[tier];
                    goOn();
                }
                case RESTART -> {
                    restarting += events.nowSeconds() - phaseBegan;
                    goOn();
                }
                case WAIT -> throw new IllegalStateException("waiting has no end of its own");
            }
        }

        /** The next save that is due here, else work. */
        private void goOn() {
            for (int k = 1; k < stall.length; k++) {
                if (position % every[k] == 0 && Math.max(kept[k], flushing[k]) < position) {
                    beginSave(k);
                    return;
                }
            }
            begin(Phase.WORK, 0, interval);
        }

        /** A flush that has ended by now is kept. */
        private void settle(int k) {
            if (flushEnds[k] <= events.nowSeconds() && flushing[k] > kept[k]) {
                kept[k] = flushing[k];
                keptSaving[k] = flushingSaving[k];
            }
        }

        private void fails() {
            double now = events.nowSeconds();
            interruptions++;
            int needed = 0;
            double u = needs.uniform() * cumulative[cumulative.length - 1];
            while (needed < cumulative.length - 1 && u >= cumulative[needed]) {
                needed++;
            }
            if (phase == Phase.RESTART) {
                restarting += now - phaseBegan;
            } else if (phase == Phase.WAIT) {
                waiting += now - phaseBegan;
            }
            if (phase == Phase.RESTART || phase == Phase.WAIT) {
                needed = Math.max(needed, tier);
            }
            rollBack(needed);
            events.schedule(now + failures.draw(times), FAILURE);
            if (repairs.outShare > 0 && outs.uniform() < repairs.outShare) {
                underRepair.set(underRepair.level() + 1, now);
                events.schedule(now + repairs.repairSeconds, REPAIRED);
            }
            if (hostsSuffice()) {
                begin(Phase.RESTART, needed, restart[needed]);
            } else {
                begin(Phase.WAIT, needed, Double.POSITIVE_INFINITY);
            }
        }

        private void rollBack(int needed) {
            int from = needed;
            for (int k = 0; k < kept.length; k++) {
                settle(k);
                if (k > needed && kept[k] > kept[from]) {
                    from = k;
                }
            }
            long to = kept[from];
            position = to;
            saving = keptSaving[from];
            for (int k = 0; k < kept.length; k++) {
                if (k < needed) {
                    kept[k] = to;
                    keptSaving[k] = saving;
                }
                if (k <= needed || flushing[k] > to) {
                    flushing[k] = kept[k];
                }
            }
        }

        private boolean hostsSuffice() {
            return underRepair.level() <= repairs.spares;
        }

        private Outcome outcome(double seconds, BatchMeans batches) {
            double productive = productiveSeconds(seconds) / seconds;
            double saved = saving / seconds;
            if (phase == Phase.RESTART) {
                restarting += seconds - phaseBegan;
            } else if (phase == Phase.WAIT) {
                waiting += seconds - phaseBegan;
            }
            double restarts = restarting / seconds;
            double waited = waiting / seconds;
            return new Outcome(
                    seconds,
                    interruptions,
                    batches.interval(CONFIDENCE),
                    new WallClock(productive, saved, Math.max(0, 1 - productive - saved - restarts - waited), restarts),
                    waited,
                    underRepair.mean(seconds));
        }
    }
}
