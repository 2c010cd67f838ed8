package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.suanchou.answer.Asked;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.schedule.Pass;
import org.suanchou.schedule.Timeline;
import org.suanchou.text.Messages;
import org.suanchou.training.StepTimeline;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/**
 * A step as a picture: a row for each pipeline stage, time to the right; above in the row what the stage computes, below
 * it the traffic that shows. Of many micro-batches the first and the last are shown, with the middle cut out.
 */
public final class TimelinePicture {
    private static final int LEFT = 76;
    private static final int TOP = 96;
    private static final int WIDTH = 1320;
    private static final int RIGHT = 20;
    private static final int GAP = 34;
    /** A number is drawn where a digit has this width, and the row this height. */
    private static final double DIGIT_WIDTH = 6.5;

    private static final double NUMBERED_HEIGHT = 11;
    /** Of a row's height; traffic has the rest. */
    private static final double COMPUTE_SHARE = 0.72;
    /** Micro-batches of the longest stage that fit side by side and stay legible. */
    private static final int LEGIBLE = 48;

    private static final String SEND = "#e45756";
    private static final String REDUCTION = "#b279a2";
    private static final String OPTIMIZER = "#9d755d";
    private static final String CONSTANT = "#8c8c8c";
    private static final String IDLE = "#efefef";

    private final Messages messages;
    private final Asked asked;
    private final PlanAnswer plan;
    private final StepTimeline step;
    private final Timeline pipeline;
    private final double rowHeight;
    private final StringBuilder out = new StringBuilder();
    private final List<Window> windows;

    /** A span of time and where it is drawn. */
    private record Window(double from, double to, double left, double right) {
        double x(double seconds) {
            return left + (seconds - from) / (to - from) * (right - left);
        }
    }

    public TimelinePicture(Messages messages, Asked asked, PlanAnswer plan, StepTimeline step) {
        this.messages = messages;
        this.asked = asked;
        this.plan = plan;
        this.step = step;
        this.pipeline = step.pipeline();
        this.rowHeight = Math.clamp(640.0 / pipeline.pp(), 6, 30);
        this.windows = windows();
    }

    private List<Window> windows() {
        double end = step.seconds();
        double right = WIDTH - RIGHT;
        double microBatch = pipeline.seconds() * step.stretch() / (step.microBatches() + pipeline.pp());
        double shown =
                Math.max(LEGIBLE, 2.5 * pipeline.pp()) * microBatch + (end - pipeline.seconds() * step.stretch());
        if (end <= 1.2 * shown) {
            return List.of(new Window(0, end, LEFT, right));
        }
        double middle = (LEFT + right) / 2;
        return List.of(
                new Window(0, shown / 2, LEFT, middle - GAP / 2.0),
                new Window(end - shown / 2, end, middle + GAP / 2.0, right));
    }

    public String svg() {
        double bottom = TOP + pipeline.pp() * rowHeight;
        double height = bottom + 56;
        out.append(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d %.0f\""
                        + " font-family=\"Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica,"
                        + " Arial, sans-serif\" font-size=\"12\" fill=\"#222\">%n",
                WIDTH, height, WIDTH, height));
        out.append(text("<rect width=\"%d\" height=\"%.0f\" fill=\"#fff\"/>%n", WIDTH, height));
        heading();
        legend();
        for (int stage = 0; stage < pipeline.pp(); stage++) {
            row(stage);
        }
        for (Timeline.Event event : pipeline.events()) {
            pass(event);
        }
        closing();
        for (Window window : windows) {
            axis(window, bottom);
        }
        if (windows.size() > 1) {
            double x = (windows.getFirst().right() + windows.getLast().left()) / 2;
            out.append(text(
                    "<text x=\"%.1f\" y=\"%.1f\" font-size=\"18\" fill=\"#777\" text-anchor=\"middle\">...</text>%n",
                    x, TOP + pipeline.pp() * rowHeight / 2));
            label(x, bottom + 44, 11, "middle", messages.text("timeline.cut_out"));
        }
        return out.append("</svg>\n").toString();
    }

    private void heading() {
        label(
                LEFT,
                26,
                17,
                "start",
                messages.text(
                        "timeline.title",
                        asked.model().id(),
                        String.valueOf(asked.hardware().chips()),
                        asked.hardware().chipName()));
        String subtitle = messages.text(
                "timeline.subtitle",
                plan.plan().schedule().id() + (pipeline.vp() > 1 ? " (vp " + pipeline.vp() + ")" : ""),
                String.valueOf(pipeline.pp()),
                String.valueOf(plan.microBatches()),
                Quantity.format(
                        plan.timedSeconds() - step.gradientSeconds() - step.optimizerSeconds() - step.constantSeconds(),
                        Unit.SECONDS),
                Quantity.format(plan.timedSeconds(), Unit.SECONDS));
        if (step.microBatches() < plan.microBatches()) {
            subtitle += "; "
                    + messages.text(
                            "timeline.shown", String.valueOf(step.microBatches()), String.valueOf(plan.microBatches()));
        }
        label(LEFT, 46, 12.5, "start", subtitle);
    }

    private void legend() {
        boolean split = plan.plan().schedule() == PipelineSchedule.ZB_H1;
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("timeline.forward", colour(Pass.FORWARD));
        entries.put(split ? "timeline.input_gradient" : "timeline.backward", colour(Pass.BACKWARD));
        if (split) {
            entries.put("timeline.weight_gradient", colour(Pass.WEIGHT_GRADIENT));
        }
        if (pipeline.events().stream().anyMatch(e -> e.free() > e.end())) {
            entries.put("timeline.send", SEND);
        }
        if (step.gradientSeconds() > 0) {
            entries.put("timeline.reduction", REDUCTION);
        }
        entries.put("timeline.optimizer", OPTIMIZER);
        if (step.constantSeconds() > 0) {
            entries.put("timeline.constant", CONSTANT);
        }
        entries.put("timeline.idle", IDLE);
        double x = LEFT;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            String words = messages.text(entry.getKey());
            rectangle(x, 62, 14, 14, entry.getValue(), 1);
            label(x + 19, 73.5, 12, "start", words);
            x += 19 + 20 + width(words);
        }
        if (pipeline.vp() > 1) {
            label(x, 73.5, 12, "start", messages.text("timeline.virtual"));
        }
    }

    /** About what a line of words takes: a CJK character is as wide as it is high. */
    private static double width(String words) {
        double width = 0;
        for (int i = 0; i < words.length(); i++) {
            width += words.charAt(i) > 0x2e80 ? 12 : 6.6;
        }
        return width;
    }

    private void row(int stage) {
        double y = TOP + stage * rowHeight;
        for (Window window : windows) {
            rectangle(window.left(), y + 0.5, window.right() - window.left(), rowHeight - 1, IDLE, 1);
        }
        int every = (int) Math.ceil(13 / rowHeight);
        if (stage % every == 0) {
            label(LEFT - 8, y + rowHeight / 2 + 4, 11, "end", messages.text("timeline.stage", String.valueOf(stage)));
        }
    }

    private void pass(Timeline.Event event) {
        double start = event.start() * step.stretch();
        double end = event.end() * step.stretch();
        double free = event.free() * step.stretch();
        int virtual = event.work().chunk() / pipeline.pp();
        // darker with each virtual stage, from half to full
        double strength = pipeline.vp() == 1 ? 1 : 0.5 + 0.5 * virtual / (pipeline.vp() - 1);
        bar(
                event.stage(),
                start,
                end,
                colour(event.work().pass()),
                strength,
                String.valueOf(event.work().microBatch() + 1));
        if (free > end) {
            traffic(event.stage(), end, free, SEND);
        }
    }

    private void closing() {
        double at = pipeline.seconds() * step.stretch();
        double[] seconds = {step.gradientSeconds(), step.optimizerSeconds(), step.constantSeconds()};
        String[] colours = {REDUCTION, OPTIMIZER, CONSTANT};
        for (int i = 0; i < seconds.length; i++) {
            for (int stage = 0; stage < pipeline.pp() && seconds[i] > 0; stage++) {
                if (colours[i].equals(REDUCTION)) {
                    traffic(stage, at, at + seconds[i], REDUCTION);
                } else {
                    bar(stage, at, at + seconds[i], colours[i], 1, "");
                }
            }
            at += seconds[i];
        }
    }

    private void bar(int stage, double start, double end, String colour, double strength, String number) {
        bar(TOP + stage * rowHeight, COMPUTE_SHARE * rowHeight, start, end, colour, strength, number);
    }

    private void traffic(int stage, double start, double end, String colour) {
        double height = (1 - COMPUTE_SHARE) * rowHeight;
        bar(TOP + (stage + 1) * rowHeight - height, height, start, end, colour, 1, "");
    }

    private void bar(double y, double height, double start, double end, String colour, double strength, String number) {
        for (Window window : windows) {
            double from = Math.max(start, window.from());
            double to = Math.min(end, window.to());
            if (to <= from) {
                continue;
            }
            double x = window.x(from);
            double width = window.x(to) - x;
            // a hair of background between passes, where there is room for one
            rectangle(x, y + 0.5, width > 3 ? width - 0.6 : width, height - 1, colour, strength);
            if (!number.isEmpty() && width >= DIGIT_WIDTH * (number.length() + 0.5) && height >= NUMBERED_HEIGHT) {
                out.append(text(
                        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"9\" fill=\"%s\" text-anchor=\"middle\">%s</text>%n",
                        x + width / 2, y + height / 2 + 3.2, strength > 0.7 ? "#fff" : "#222", number));
            }
        }
    }

    private void axis(Window window, double bottom) {
        out.append(text(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#555\"/>%n",
                window.left(), bottom + 4, window.right(), bottom + 4));
        double span = window.to() - window.from();
        double tick = tick(span, (window.right() - window.left()) / 90);
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(tick) - 1e-9));
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(window.from() / tick - 1e-9); i * tick <= window.to() + 1e-9 * span; i++) {
            ticks.add(i * tick);
        }
        for (double at : ticks) {
            double x = window.x(at);
            out.append(text(
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#555\"/>%n",
                    x, bottom + 4, x, bottom + 9));
            label(x, bottom + 22, 11, "middle", String.format(Locale.ROOT, "%." + decimals + "f", at));
        }
        if (window == windows.getLast()) {
            label(window.right(), bottom + 44, 11, "end", messages.text("timeline.seconds"));
        }
    }

    /** The roundest step of 1, 2 or 5 that leaves at most so many ticks. */
    private static double tick(double span, double most) {
        double tick = Math.pow(10, Math.floor(Math.log10(span / most)));
        for (double times : new double[] {1, 2, 5, 10}) {
            if (span / (tick * times) <= most) {
                return tick * times;
            }
        }
        return tick * 10;
    }

    private void rectangle(double x, double y, double width, double height, String colour, double strength) {
        out.append(text(
                "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"%s/>%n",
                x,
                y,
                width,
                height,
                colour,
                strength < 1 ? String.format(Locale.ROOT, " fill-opacity=\"%.2f\"", strength) : ""));
    }

    private void label(double x, double y, double size, String anchor, String words) {
        out.append(text(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x, y, size, anchor, escaped(words)));
    }

    private static String text(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern.replace("%n", "\n"), arguments);
    }

    /** Names come from files: characters that mean something in XML, or that it forbids, are replaced. */
    static String escaped(String words) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '&' -> clean.append("&amp;");
                case '<' -> clean.append("&lt;");
                case '>' -> clean.append("&gt;");
                default -> clean.append(Character.isISOControl(c) || Character.isSurrogate(c) || c > 0xfffd ? '?' : c);
            }
        }
        return clean.toString();
    }

    private static String colour(Pass pass) {
        return switch (pass) {
            case FORWARD -> "#3b73b9";
            case BACKWARD -> "#e08214";
            case WEIGHT_GRADIENT -> "#3f9b50";
        };
    }
}
