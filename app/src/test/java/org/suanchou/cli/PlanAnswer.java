package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.cli.MainTest.Ran;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON answer of {@code plan} or {@code estimate}, read back. */
record PlanAnswer(int exitCode, JsonNode json) {
    /** Runs the program in this process; it must answer in JSON and say nothing else. */
    static PlanAnswer of(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--json");
        Ran ran = Ran.of(all.toArray(String[]::new));
        assertThat(ran.err()).as(String.join(" ", args)).isEmpty();
        return new PlanAnswer(ran.exitCode(), JsonMapper.shared().readTree(ran.out()));
    }

    /** The best plan, which must be there. */
    JsonNode best() {
        assertThat(json.get("status").asString()).as("%s", json.get("reason")).isEqualTo("feasible");
        return json.get("plans").get(0);
    }

    double stepSeconds() {
        return best().get("stepSeconds").get("mid").asDouble();
    }

    double days() {
        return best().get("days").get("mid").asDouble();
    }

    double mfu() {
        return best().get("mfu").get("mid").asDouble();
    }

    int chips() {
        return json.get("question").get("chips").asInt();
    }

    double tokensPerStep() {
        JsonNode question = json.get("question");
        return question.get("globalBatchSize").asDouble()
                * question.get("sequenceLength").asDouble();
    }

    /** True where the 80 % interval of a quantity of the best plan holds a value. */
    boolean inside(String quantity, double value) {
        JsonNode interval = best().get(quantity);
        return interval.get("low").asDouble() <= value
                && value <= interval.get("high").asDouble();
    }
}
