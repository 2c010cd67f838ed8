package org.suanchou.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.report.TimelinePicture;
import org.suanchou.report.TimelineTrace;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.text.WholeFile;
import org.suanchou.training.StepTimeline;
import org.suanchou.tree.BadInput;

/** The file that {@code --timeline} names: a trace or a picture of the best plan's step, written whole or not at all. */
final class TimelineFile {
    private static final String OPTION = "--timeline";
    /** Beyond it, viewers of traces give up. */
    private static final long MOST_PASSES = 1_000_000;

    private final Path file;
    private final Messages messages;
    private final boolean picture;

    /**
     * @param replace a file that is there
     * @throws BadInput where the name ends in neither {@code .json} nor {@code .svg}, or the file is there and stays
     */
    TimelineFile(Path file, boolean replace, Messages messages) {
        this.file = file;
        this.messages = messages;
        String name = file.toString().toLowerCase(Locale.ROOT);
        picture = name.endsWith(".svg");
        if (!picture && !name.endsWith(".json")) {
            throw new BadInput(
                    OPTION,
                    messages.text(
                            "error.value",
                            OPTION,
                            BadInput.quoted(file.toString()),
                            messages.text("timeline.extension")));
        }
        if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadInput(
                    OPTION, OPTION + ": " + messages.text("timeline.exists", BadInput.quoted(file.toString())));
        }
    }

    /**
     * Draws the first plan of a feasible answer.
     *
     * @param report that the answer tells
     * @return what was written, and what was left out, to be told
     */
    List<String> write(TrainingAnswer answer, TrainingReport report) {
        PlanAnswer plan = answer.plans().getFirst();
        StepTimeline timeline = report.timeline(MOST_PASSES);
        try {
            WholeFile.write(file, out -> draw(answer, timeline, out));
        } catch (IOException e) {
            throw new BadInput(
                    OPTION, messages.text("timeline.failed", BadInput.quoted(file.toString()), WholeFile.reason(e)));
        }
        String shown = Table.printable(file.toString());
        String drawn = String.valueOf(timeline.microBatches());
        List<String> told = new ArrayList<>();
        told.add(messages.text(
                picture ? "timeline.wrote.picture" : "timeline.wrote.trace",
                shown,
                String.valueOf(timeline.pipeline().pp()),
                drawn));
        if (timeline.microBatches() < plan.microBatches()) {
            told.add(messages.text("timeline.cut", shown, drawn, String.valueOf(plan.microBatches())));
        }
        return told;
    }

    private void draw(TrainingAnswer answer, StepTimeline timeline, Writer out) throws IOException {
        PlanAnswer plan = answer.plans().getFirst();
        if (picture) {
            out.write(new TimelinePicture(messages, answer.asked(), plan, timeline).svg());
        } else {
            try (JsonWriter json = JsonWriter.compact(new BufferedWriter(out))) {
                new TimelineTrace(json, plan, timeline).write();
            }
        }
    }
}
