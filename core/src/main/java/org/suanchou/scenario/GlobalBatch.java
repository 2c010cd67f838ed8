package org.suanchou.scenario;

import org.jspecify.annotations.Nullable;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.DefaultTaken.Why;
import org.suanchou.training.Tuning;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/**
 * A global batch where none is given. Pre-training: about 16 M tokens, what large runs use. Fine-tuning: about 128 sequences,
 * as in Alpaca, LoRA of GPT-3 (Hu et al. 2021, appendix D) and Tulu 3's SFT. A step is never longer than the run.
 *
 * @param sequences of a step
 * @param why what they follow
 */
public record GlobalBatch(long sequences, Why why) {
    private static final double TOKENS = 16_777_216;
    private static final long TUNING_SEQUENCES = 128;

    /** How far a round number of sequences may be from the tokens that were asked for: M is 10^6 or 2^20, 4.9 % apart. */
    private static final double ROUNDING = 1 / 16.0;

    /**
     * The usual batch.
     *
     * @param sequence tokens of a sequence, at least 1
     * @param tokens tokens of the run, or null where its length is open
     * @param chips at least 1
     */
    public static GlobalBatch usual(Tuning tuning, int sequence, @Nullable Double tokens, int chips) {
        boolean pretrain = tuning == Tuning.PRETRAIN;
        long most = tokens == null ? Long.MAX_VALUE : (long) Math.max(1, Math.floor(tokens / sequence));
        long target = pretrain ? Math.max(1, Math.round(TOKENS / sequence)) : TUNING_SEQUENCES;
        long batch = near(Math.min(target, most), chips);
        while (batch > most) {
            batch /= 2;
        }
        return new GlobalBatch(
                batch, most < target ? Why.SHORT_RUN_BATCH : pretrain ? Why.USUAL_BATCH : Why.TUNING_BATCH);
    }

    /** The value taken, as the question notes it. */
    public DefaultTaken taken(int sequence) {
        return new DefaultTaken(
                "global-batch-size",
                String.valueOf(sequences),
                why,
                Quantity.format((double) sequences * sequence, Unit.TOKENS));
    }

    /**
     * Sequences of a step that was given in tokens: those exactly, where they are whole sequences; else the roundest number
     * within a sixteenth of them, the one with the most factors of two, which divides over the most chips. 4M tokens are 512
     * sequences of 8192.
     *
     * @param tokens at least those of one sequence
     */
    public static long ofTokens(double tokens, int sequence) {
        double target = tokens / sequence;
        if (target == Math.rint(target)) {
            return (long) target;
        }
        for (long power = Long.highestOneBit((long) (target * (1 + ROUNDING))); power > 1; power /= 2) {
            long multiple = Math.max(1, Math.round(target / power)) * power;
            if (Math.abs(multiple / target - 1) <= ROUNDING) {
                return multiple;
            }
        }
        return Math.max(1, Math.round(target));
    }

    /**
     * A number of sequences near the target that divides over the chips: the odd part of their number, times a power of two,
     * the nearest one. Where the odd part alone is more than the target, its largest divisor that isn't.
     */
    static long near(long target, int chips) {
        long odd = chips >> Integer.numberOfTrailingZeros(chips);
        if (odd > target) {
            long most = 1;
            for (long d = 1; d * d <= odd; d += 2) {
                if (odd % d == 0) {
                    most = Math.max(most, odd / d <= target ? odd / d : d <= target ? d : 1);
                }
            }
            odd = most;
        }
        double times = (double) target / odd;
        long power = Long.highestOneBit(Math.max(1, (long) times));
        return odd * (times - power < 2 * power - times ? power : 2 * power);
    }
}
