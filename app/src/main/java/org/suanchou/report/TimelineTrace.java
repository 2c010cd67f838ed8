package org.suanchou.report;

import java.util.Locale;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.schedule.Pass;
import org.suanchou.schedule.Timeline;
import org.suanchou.text.JsonWriter;
import org.suanchou.training.StepTimeline;

/**
 * A step as a trace of Chrome's Trace Event Format, which Perfetto reads: one process a pipeline stage, in it a track of
 * what it computes and one of the traffic between stages and replicas that shows; complete events in microseconds, names
 * in English as in the rest of JSON. Traffic inside a layer (tensor, context, expert parallel) is part of its pass.
 */
public final class TimelineTrace {
    private static final double MICROSECONDS = 1e6;
    private static final int COMPUTE = 0;
    private static final int TRAFFIC = 1;

    private final JsonWriter json;
    private final PlanAnswer plan;
    private final StepTimeline step;

    public TimelineTrace(JsonWriter json, PlanAnswer plan, StepTimeline step) {
        this.json = json;
        this.plan = plan;
        this.step = step;
    }

    public void write() {
        Timeline pipeline = step.pipeline();
        json.object().field("displayTimeUnit", "ms").object("otherData");
        json.field("schedule", plan.plan().schedule().id())
                .field("stages", pipeline.pp())
                .field("virtualStages", pipeline.vp())
                .field("microBatches", plan.microBatches())
                .field("microBatchesDrawn", step.microBatches())
                .field("stepSeconds", plan.timedSeconds())
                .field("stretch", step.stretch())
                .end();
        json.array("traceEvents");
        for (int stage = 0; stage < pipeline.pp(); stage++) {
            json.object()
                    .field("name", "process_name")
                    .field("ph", "M")
                    .field("pid", stage)
                    .object("args")
                    .field("name", "stage " + stage)
                    .end()
                    .end();
            json.object()
                    .field("name", "process_sort_index")
                    .field("ph", "M")
                    .field("pid", stage)
                    .object("args")
                    .field("sort_index", stage)
                    .end()
                    .end();
            track(stage, COMPUTE, "compute");
            track(stage, TRAFFIC, "exposed traffic");
        }
        for (Timeline.Event event : pipeline.events()) {
            pass(event);
        }
        double end = pipeline.seconds() * step.stretch();
        for (int stage = 0; stage < pipeline.pp(); stage++) {
            double at = end;
            at = closing("gradient reduction", stage, TRAFFIC, at, step.gradientSeconds());
            at = closing("optimizer", stage, COMPUTE, at, step.optimizerSeconds());
            closing("constant", stage, COMPUTE, at, step.constantSeconds());
        }
        json.end().end();
    }

    private void track(int stage, int track, String name) {
        json.object()
                .field("name", "thread_name")
                .field("ph", "M")
                .field("pid", stage)
                .field("tid", track)
                .object("args")
                .field("name", name)
                .end()
                .end();
    }

    private void pass(Timeline.Event event) {
        double start = event.start() * step.stretch();
        double end = event.end() * step.stretch();
        double free = event.free() * step.stretch();
        String name = name(event.work().pass(), plan.plan().schedule());
        open(name + " " + event.work().microBatch(), name, event.stage(), COMPUTE, start, end - start)
                .object("args")
                .field("microBatch", event.work().microBatch())
                .field("chunk", event.work().chunk())
                .end()
                .end();
        if (free > end) {
            open("send", "send", event.stage(), TRAFFIC, end, free - end).end();
        }
    }

    /** What a pass is called. */
    static String name(Pass pass, PipelineSchedule schedule) {
        return switch (pass) {
            case FORWARD -> "forward";
            case BACKWARD -> schedule == PipelineSchedule.ZB_H1 ? "input gradient" : "backward";
            case WEIGHT_GRADIENT -> "weight gradient";
        };
    }

    private double closing(String name, int stage, int track, double at, double seconds) {
        if (seconds > 0) {
            open(name, name, stage, track, at, seconds).end();
        }
        return at + seconds;
    }

    private JsonWriter open(String name, String category, int stage, int track, double start, double seconds) {
        return json.object()
                .field("name", name)
                .field("cat", category.replace(' ', '_').toLowerCase(Locale.ROOT))
                .field("ph", "X")
                .field("pid", stage)
                .field("tid", track)
                .field("ts", start * MICROSECONDS)
                .field("dur", seconds * MICROSECONDS);
    }
}
