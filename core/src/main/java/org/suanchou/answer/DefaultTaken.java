package org.suanchou.answer;

import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;
import org.suanchou.units.Unit;

/**
 * A value that was chosen because the question had none.
 *
 * @param detail what the reason is about: a vendor, a chip, a year; empty where it needs none
 * @param money the value where it is money, in the SI unit; null where it is not
 */
public record DefaultTaken(
        String field,
        String value,
        Why why,
        String detail,
        @Nullable Amount money) {
    public DefaultTaken(String field, String value, Why why, String detail) {
        this(field, value, why, detail, null);
    }

    /** Dollars, or dollars for something. */
    public record Amount(Estimate value, Unit unit) {}

    /** Why a default was taken. */
    public enum Why {
        USUAL_STACK,
        GENERIC_STACK,
        TRANSLATED_STACK,
        EXPERIMENTAL_FRAMEWORK,
        PARTIAL_FRAMEWORK,
        UNKNOWN_FRAMEWORK,
        TRANSLATED,
        TRANSLATION_LICENCE,
        USUAL_LENGTH,
        LONGEST_LENGTH,
        BEYOND_POSITIONS,
        VISION_LEFT_OUT,
        AUDIO_LEFT_OUT,
        QUANTISATION_LEFT_OUT,
        USUAL_BATCH,
        TUNING_BATCH,
        SHORT_RUN_BATCH,
        BATCH_IN_TOKENS,
        USUAL_PRECISION,
        ONLY_PRECISION,
        PUBLISHED_TOKENS,
        RUMOURED_TOKENS,
        LISTED_RENT,
        RENT_OF_ANOTHER_YEAR,
        RENT_OF_LATER_YEAR,
        OWN_PRICE,
        USUAL_BASIS,
        NOT_ALL_RENTED,
        USUAL_SITE,
        USUAL_FLEET,
        LISTED_PRICE,
        PRICE_OF_ANOTHER_YEAR,
        PRICE_OF_LATER_YEAR,
        FROM_YUAN,
        SCALED_YUAN,
        BARE_DOLLARS,
        INHERITED_EFFICIENCY,
        ONE_NODE
    }
}
