package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.score.Scorecard;
import org.suanchou.score.Scorecard.View;
import org.suanchou.text.Messages;

/**
 * Predicted against measured step times on logarithmic axes, each programme left out: dense models to the left, mixtures of
 * experts to the right; a colour for each family, a line where both are equal, a band as wide as the median 80 % interval.
 */
public final class ScorecardPicture {
    private static final int SIDE = 470;
    private static final int LEFT = 70;
    private static final int GAP = 80;
    private static final int TOP = 92;
    private static final int BOTTOM = 56;
    private static final int RIGHT = 20;
    private static final int WIDTH = LEFT + 2 * SIDE + GAP + RIGHT;
    private static final int HEIGHT = TOP + SIDE + BOTTOM;
    /** The colour-blind palette of Okabe and Ito, and two greys; after these it begins again. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#222222", "#b8a800", "#888888");

    private final Messages messages;
    private final List<Score.Pair> pairs;
    private final List<String> families;
    private final int from;
    private final int to;
    private final StringBuilder out = new StringBuilder();

    ScorecardPicture(Messages messages, Scorecard scorecard) {
        this.messages = messages;
        this.pairs = scorecard.steps(View.PROGRAMME).stream()
                .filter(p -> p.error() != null)
                .toList();
        this.families = new ArrayList<>(new LinkedHashSet<>(
                pairs.stream().map(p -> p.measured().family()).toList()));
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Score.Pair pair : pairs) {
            least = Math.min(least, Math.min(measured(pair), predicted(pair)));
            most = Math.max(most, Math.max(measured(pair), predicted(pair)));
        }
        this.from = pairs.isEmpty() ? 0 : (int) Math.floor(Math.log10(least));
        this.to = pairs.isEmpty() ? 1 : Math.max(from + 1, (int) Math.ceil(Math.log10(most)));
    }

    String svg() {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica,"
                        + " Arial, sans-serif\" font-size=\"12\" fill=\"#222\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, HEIGHT);
        label(LEFT, 24, 15, "start", messages.text("scorecard.picture"));
        double x = LEFT;
        for (int i = 0; i < families.size(); i++) {
            line("<circle cx=\"%.1f\" cy=\"46\" r=\"4\" fill=\"%s\"/>", x + 4, COLOURS.get(i % COLOURS.size()));
            label(x + 13, 50, 12, "start", families.get(i));
            x += 30 + 7 * families.get(i).length();
        }
        panel(LEFT, ScorecardPage.Kind.DENSE);
        panel(LEFT + SIDE + GAP, ScorecardPage.Kind.EXPERTS);
        return out.append("</svg>\n").toString();
    }

    private void panel(double left, ScorecardPage.Kind kind) {
        List<Score.Pair> shown = kind.of(pairs);
        double halfWidth = Score.of(shown).halfWidth();
        label(
                left,
                TOP - 10,
                13,
                "start",
                messages.text(
                        "scorecard.panel",
                        messages.text("scorecard.kind." + kind.id()),
                        shown.size(),
                        shown.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f%%", 100 * halfWidth)));
        for (int decade = from; decade <= to; decade++) {
            double at = SIDE * (double) (decade - from) / (to - from);
            String tick = decade < 0
                    ? String.format(Locale.ROOT, "%." + -decade + "f", Math.pow(10, decade))
                    : String.format(Locale.ROOT, "%.0f", Math.pow(10, decade));
            segment(left + at, TOP, left + at, TOP + SIDE, "#e4e4e4", "");
            segment(left, TOP + SIDE - at, left + SIDE, TOP + SIDE - at, "#e4e4e4", "");
            label(left + at, TOP + SIDE + 18, 11, "middle", tick);
            label(left - 8, TOP + SIDE - at + 4, 11, "end", tick);
        }
        label(left + SIDE / 2.0, TOP + SIDE + 42, 12, "middle", messages.text("scorecard.measured_s"));
        line(
                "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                left - 44, TOP + SIDE / 2.0, messages.text("scorecard.predicted_s"));
        diagonal(left, 0, "");
        if (!shown.isEmpty()) {
            diagonal(left, Math.log10(1 + halfWidth), " stroke-dasharray=\"5 4\"");
            diagonal(left, -Math.log10(1 + halfWidth), " stroke-dasharray=\"5 4\"");
        }
        for (Score.Pair pair : shown) {
            line(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\" fill-opacity=\".6\"/>",
                    left + place(measured(pair)),
                    TOP + SIDE - place(predicted(pair)),
                    COLOURS.get(families.indexOf(pair.measured().family()) % COLOURS.size()));
        }
    }

    /** Where predicted is measured times ten to the power of {@code shift}, cut at the edges of the panel. */
    private void diagonal(double left, double shift, String style) {
        double low = from + Math.max(0, -shift);
        double high = to - Math.max(0, shift);
        segment(
                left + at(low),
                TOP + SIDE - at(low + shift),
                left + at(high),
                TOP + SIDE - at(high + shift),
                "#555",
                style);
    }

    private double place(double seconds) {
        return at(Math.log10(seconds));
    }

    private double at(double logarithm) {
        return SIDE * (logarithm - from) / (to - from);
    }

    private static double measured(Score.Pair pair) {
        return Objects.requireNonNull(pair.measured().value());
    }

    private static double predicted(Score.Pair pair) {
        return ((Prediction.Value) pair.prediction()).estimate().mid();
    }

    private void segment(double x1, double y1, double x2, double y2, String colour, String style) {
        line("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>", x1, y1, x2, y2, colour, style);
    }

    private void label(double x, double y, double size, String anchor, String words) {
        line(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x, y, size, anchor, TimelinePicture.escaped(words));
    }

    private void line(String pattern, Object... arguments) {
        out.append(String.format(Locale.ROOT, pattern, arguments)).append('\n');
    }
}
