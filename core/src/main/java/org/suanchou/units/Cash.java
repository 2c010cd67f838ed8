package org.suanchou.units;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.suanchou.words.WordedException;

/**
 * An amount of money as people write it, in dollars or yuan: {@code 5M}, {@code 5M USD}, {@code $5M}, {@code 500万元}, {@code
 * ¥5,000,000}, {@code 5M CNY}.
 *
 * <p>Without a currency, digits and prefixes are dollars; a Chinese scale ({@code 500万}) is yuan, for who counts dollars in
 * 万 writes 美元.
 *
 * @param amount in the currency
 * @param yuan whether it is yuan, else it is dollars
 * @param stated whether the text names the currency
 */
public record Cash(double amount, boolean yuan, boolean stated) {
    private static final String YUAN = "CNY|RMB|CN¥|¥|￥|人民币元|人民币|元";
    private static final String DOLLARS = "USD|US\\$|\\$|美元|美金";
    private static final int LONGEST = 64;
    private static final Pattern BEFORE = Pattern.compile("(?:(" + YUAN + ")|(?:" + DOLLARS + "))\\s*([^\\s].*)");
    /** 美元 ends in 元, so that no 美 may stand before yuan. */
    private static final Pattern AFTER = Pattern.compile("(.*[^\\s美])\\s*(?:(" + YUAN + ")|(?:" + DOLLARS + "))");

    private static final Pattern CHINESE_SCALE = Pattern.compile("[0-9.]\\s*[十百千]?(?:万|亿|千|百)");

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException where the text is no finite number, with a prefix or scale, of dollars or yuan
     */
    public static Cash parse(String text) {
        String written = text.length() > LONGEST ? "" : text.strip();
        Matcher before = BEFORE.matcher(written);
        if (before.matches()) {
            return of(text, before.group(2), before.group(1) != null, true);
        }
        Matcher after = AFTER.matcher(written);
        if (after.matches()) {
            return of(text, after.group(1), after.group(2) != null, true);
        }
        return of(text, written, CHINESE_SCALE.matcher(written).find(), false);
    }

    private static Cash of(String text, String number, boolean yuan, boolean stated) {
        try {
            return new Cash(Quantity.parseCount(number), yuan, stated);
        } catch (IllegalArgumentException e) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
            throw new WordedException(
                    "'{0}' is not an amount of money; write for example 5M, 5M USD, 5M CNY or 500万元",
                    shown.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    /** In dollars, at a rate. */
    public double dollars(double yuanForDollar) {
        return yuan ? amount / yuanForDollar : amount;
    }
}
