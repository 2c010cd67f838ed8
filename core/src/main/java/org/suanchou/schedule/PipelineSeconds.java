package org.suanchou.schedule;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.parallel.PipelineSchedule;

/**
 * How long a pipeline takes for M micro-batches: the longest of the chains of passes that wait for each other, among
 * those that can be the longest. {@link Timeline} plays the same pipeline pass by pass.
 *
 * <p>f, b and w are the seconds of one micro-batch on a stage forward, for gradients by inputs, and by weights.
 *
 * <p><b>GPipe</b> (Huang et al. 2019): two flow shops of equal jobs, {@code sum(f + b) + (M - 1) (max f + max b)}, b with
 * w. Exact.
 *
 * <p><b>1F1B and ZB-H1</b>: a chain runs down to stage k, does all of its work there, and waits twice: for the first
 * micro-batch to come back while the {@code n = p - 1 - k} passes of the warm-up run out, and for the last one,
 * <pre>
 * fill = sum of f before k + [A - n f] + M (f + b + w) + [C - n (b + w)] + drain
 * A_k = max(n f, f_{k+1} + A_{k+1} + b_{k+1})       C_k = max(n (b + w), f_{k+1} + C_{k+1} + b_{k+1})
 * </pre>
 * the drain being b up to the first stage, or the gradients by weights put off. It is the maximum over k, and over
 * chains that pass from an earlier stage to k at micro-batch p, when each stage has begun with its gradients by weights.
 * For equal stages it is {@code (M + p - 1) (f + b + w)} under 1F1B (w belongs to b), and
 * {@code M (f + b + w) + (p - 1) (f + b - w)} under ZB-H1 (Qi et al. 2023, table 2) where {@code w <= f}.
 *
 * <p><b>Interleaved 1F1B</b>: the same with the warm-up of Megatron-LM where chunks are equal, but for layers that
 * the first and the last are spared; else it is played, for then the rhythm is that of no one stage.
 *
 * <p>All are lengths of chains that are there, so never longer than what {@link Timeline} finds; they fall short of it by
 * less than 1 % where M is at least p. None is below {@code M max(f + b + w)}.
 */
public final class PipelineSeconds {
    /** Rounds of pp micro-batches, and micro-batches, after which an interleaved pipeline goes on as in their second half. */
    private static final int ROUNDS = 8;

    private static final int PLAYED = 64;

    private PipelineSeconds() {}

    /**
     * One chunk a stage.
     *
     * @param f seconds forward, stage by stage
     * @param b of gradients by inputs
     * @param w of gradients by weights
     */
    public static double of(PipelineSchedule schedule, long microBatches, double[] f, double[] b, double[] w) {
        return switch (schedule) {
            case GPIPE -> allForwardAllBackward(microBatches, f, b, w);
            case ONE_F_ONE_B -> oneForwardOneBackward(microBatches, f, b, w, false);
            case ZB_H1 ->
                microBatches < f.length
                        ? filling((int) microBatches, f, b, w)
                        : oneForwardOneBackward(microBatches, f, b, w, true);
        };
    }

    /** A pipeline that never fills is played: what its stages wait for has no one form. */
    private static double filling(int microBatches, double[] f, double[] b, double[] w) {
        List<ChunkSeconds> stages = new ArrayList<>();
        for (int k = 0; k < f.length; k++) {
            stages.add(new ChunkSeconds(f[k], b[k], w[k], 0));
        }
        return Timeline.of(PipelineSchedule.ZB_H1, f.length, microBatches, stages)
                .seconds();
    }

    private static double allForwardAllBackward(long microBatches, double[] f, double[] b, double[] w) {
        double sum = 0;
        double forward = 0;
        double backward = 0;
        for (int k = 0; k < f.length; k++) {
            sum += f[k] + b[k] + w[k];
            forward = Math.max(forward, f[k]);
            backward = Math.max(backward, b[k] + w[k]);
        }
        return sum + (microBatches - 1) * (forward + backward);
    }

    private static double oneForwardOneBackward(long m, double[] f, double[] b, double[] w, boolean split) {
        int p = f.length;
        double[] waitFirst = new double[p];
        double[] waitLast = new double[p];
        double first = 0;
        double last = 0;
        for (int k = p - 1; k >= 0; k--) {
            double back = split ? b[k] : b[k] + w[k];
            double late = split ? w[k] : 0;
            long n = Math.min(m - 1, p - 1 - k);
            double whileFirst = n * f[k];
            double whileLast = n * back + Math.max(0, Math.min(n, m - 1 - k)) * late;
            first = Math.max(first, whileFirst);
            last = Math.max(last, whileLast);
            waitFirst[k] = first - whileFirst;
            waitLast[k] = last - whileLast;
            first += f[k] + back;
            last += f[k] + back;
        }
        double longest = 0;
        double down = 0;
        double drain = 0;
        double joined = 0;
        for (int k = 0; k < p; k++) {
            double back = split ? b[k] : b[k] + w[k];
            double late = split ? w[k] : 0;
            double putOff = Math.min(k + 1, m) * late;
            drain = Math.max(drain, putOff);
            double work = m * (f[k] + back + late) - putOff;
            // with all passes forward in the warm-up, both waits are for the same
            double waits = Math.min(m - 1, p - 1 - k) + 1 >= m
                    ? Math.max(waitFirst[k], waitLast[k])
                    : waitFirst[k] + waitLast[k];
            longest = Math.max(longest, down + work + waits + drain);
            if (m > p) {
                double before = p * f[k] + (k + 1) * back + late;
                joined = Math.max(joined, down + waitFirst[k] + before);
                longest = Math.max(longest, joined - before + work + waitLast[k] + drain);
                joined += f[k];
            }
            down += f[k];
            drain += back;
        }
        return longest;
    }

    /**
     * Interleaved, where chunks are equal but for layers that the first and the last are spared: the chain that does all its work on stage k,
     * down to it and up from it through the first chunks, with the waits for the first micro-batch to come back and for
     * the last one, either of which may be set by the last stage's work.
     *
     * @param f seconds of a stage, all its chunks, forward
     * @param b the same backward, weights included
     * @param firstF seconds of each stage's first chunk
     * @param lastF seconds of each stage's last chunk
     */
    public static double interleaved(
            long microBatches,
            int vp,
            double[] f,
            double[] b,
            double[] firstF,
            double[] firstB,
            double[] lastF,
            double[] lastB) {
        int p = f.length;
        double steadyF = 0;
        double steadyB = 0;
        for (int k = 0; k < p; k++) {
            steadyF = Math.max(steadyF, firstF[k]);
            steadyB = Math.max(steadyB, firstB[k]);
        }
        // the first pp micro-batches pass the first chunks as through a flow shop, then the last stage works on
        double toFirst = (p - 1) * steadyF + p * (f[p - 1] - firstF[p - 1] - lastF[p - 1]) + lastF[p - 1];
        double toLast = (p - 1) * steadyB + p * (b[p - 1] - firstB[p - 1] - lastB[p - 1]) + lastB[p - 1];
        double up = 0;
        for (int k = 0; k < p; k++) {
            up += firstF[k] + firstB[k];
        }
        double longest = 0;
        for (int k = p - 1; k >= 0; k--) {
            toFirst += firstF[k];
            toLast += firstB[k];
            up -= firstF[k] + firstB[k];
            long n = Math.min(2L * (p - 1 - k), microBatches * vp - (vp - 1L) * p - 1);
            // those beyond the last chunk's pp are of the first chunk, of the round after or before
            long more = Math.max(0, n + 1 - p);
            double whileFirst = p * (f[k] - lastF[k]) + (n + 1 - more) * lastF[k] + more * firstF[k];
            double whileLast = p * (b[k] - lastB[k]) + (n + 1 - more) * lastB[k] + more * firstB[k];
            double waitFirst = Math.max(0, toFirst - whileFirst);
            double waitLast = Math.max(0, toLast - whileLast);
            boolean allInWarmUp = 2L * (p - 1 - k) + (vp - 1L) * p + 1 >= microBatches * vp;
            double waits = allInWarmUp ? Math.max(waitFirst, waitLast) : waitFirst + waitLast;
            longest = Math.max(longest, up + microBatches * (f[k] + b[k]) + waits);
            toFirst += lastB[k];
            toLast += lastF[k];
        }
        return longest;
    }

    /**
     * Interleaved, whatever the chunks: played, and carried on in the rhythm of the last rounds where there are many.
     *
     * @param microBatches a multiple of pp
     * @param f seconds of each chunk forward, {@code pp * vp} of them
     * @param b backward, weights included
     */
    public static double played(long microBatches, int pp, double[] f, double[] b) {
        long rounds = microBatches / pp;
        int first = Math.max(ROUNDS, PLAYED / pp);
        if (rounds <= first) {
            return play((int) microBatches, pp, f, b);
        }
        double seconds = play(first * pp, pp, f, b);
        double half = play(first / 2 * pp, pp, f, b);
        double busiest = 0;
        for (int stage = 0; stage < pp; stage++) {
            double work = 0;
            for (int chunk = stage; chunk < f.length; chunk += pp) {
                work += f[chunk] + b[chunk];
            }
            busiest = Math.max(busiest, work);
        }
        double goesOn = seconds + (rounds - first) * (seconds - half) / (first - first / 2);
        return Math.max(goesOn, microBatches * busiest);
    }

    private static double play(int m, int pp, double[] f, double[] b) {
        int chunks = f.length;
        int vp = chunks / pp;
        int all = m * vp;
        int round = pp * vp;
        // when each pass has ended, by chunk and micro-batch; 0 before
        double[] forward = new double[chunks * m];
        double[] backward = new double[chunks * m];
        double[] free = new double[pp];
        // passes done, and where the next ones stand: in their round, and the round's first micro-batch
        int[] forwards = new int[pp];
        int[] backwards = new int[pp];
        int[] forwardAt = new int[pp];
        int[] backwardAt = new int[pp];
        int[] forwardFrom = new int[pp];
        int[] backwardFrom = new int[pp];
        int[] virtual = new int[round];
        int[] inGroup = new int[round];
        for (int i = 0; i < round; i++) {
            virtual[i] = i / pp;
            inGroup[i] = i % pp;
        }
        int left = 2 * all * pp;
        while (left > 0) {
            for (int stage = 0; stage < pp; stage++) {
                int warmUp = Math.min(all, 2 * (pp - stage - 1) + (vp - 1) * pp);
                double now = free[stage];
                while (backwards[stage] < all) {
                    boolean ahead = forwards[stage] < all && forwards[stage] - backwards[stage] <= warmUp;
                    int at = ahead ? forwardAt[stage] : backwardAt[stage];
                    int chunk = (ahead ? virtual[at] : vp - 1 - virtual[at]) * pp + stage;
                    int micro = (ahead ? forwardFrom[stage] : backwardFrom[stage]) + inGroup[at];
                    if (ahead) {
                        if (chunk > 0) {
                            double arrived = forward[(chunk - 1) * m + micro];
                            if (arrived == 0) {
                                break;
                            }
                            now = Math.max(now, arrived);
                        }
                        now += f[chunk];
                        forward[chunk * m + micro] = now;
                        forwards[stage]++;
                        if (++forwardAt[stage] == round) {
                            forwardAt[stage] = 0;
                            forwardFrom[stage] += pp;
                        }
                    } else {
                        double arrived =
                                chunk == chunks - 1 ? forward[chunk * m + micro] : backward[(chunk + 1) * m + micro];
                        if (arrived == 0) {
                            break;
                        }
                        now = Math.max(now, arrived) + b[chunk];
                        backward[chunk * m + micro] = now;
                        backwards[stage]++;
                        if (++backwardAt[stage] == round) {
                            backwardAt[stage] = 0;
                            backwardFrom[stage] += pp;
                        }
                    }
                    left--;
                }
                free[stage] = now;
            }
        }
        double seconds = 0;
        for (double stage : free) {
            seconds = Math.max(seconds, stage);
        }
        return seconds;
    }
}
