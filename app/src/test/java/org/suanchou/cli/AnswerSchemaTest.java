package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** Answers for programs hold to the schemas of {@code docs/schema}, which allow no key that they don't name. */
class AnswerSchemaTest {
    private static final String HOME = "https://suanchou.example/";
    private static final Path FOLDER = Path.of("..", "docs", "schema");
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            builder -> builder.schemas(Map.of(
                    HOME + "training.json", text("training.json"), HOME + "comparison.json", text("comparison.json"))));

    private static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Error> errors(String schema, String json) {
        Schema known = REGISTRY.getSchema(SchemaLocation.of(HOME + schema));
        return known.validate(json, InputFormat.JSON);
    }

    private static String json(String command) {
        return Ran.of((command + " --json").split(" ")).out();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan llama-3.1-405b --on dgx-h100 --chips 16384 --explain",
                "plan llama-3.1-405b --on dgx-h100 --chips 8 --explain memory",
                "plan deepseek-v3 --on dgx-h100 --chips 2048 --days 30 --confidence 0.9 --budget 90M",
                "plan llama-3.1-70b --on dgx-h100 --chips 520 --basis buy --assume pue=1.2,usd-per-kwh=0.04..0.05..0.06",
                "plan llama-3.1-70b --on dgx-h100 --chips 64 --days 1",
                "plan llama-3.1-70b --on dgx-h100 --megawatts 0.5",
                "plan llama-3.1-8b --on dgx-h100 --chips 64 --anchor ../evidence/training.jsonl --lang zh",
                "plan llama-3.1-8b --on dgx-h100 --chips 64 --tuning lora",
                "estimate llama-3.1-70b --on dgx-h100 --tp 8 --pp 4 --dp 8 --explain run --basis build",
                "estimate llama-3.1-70b --on dgx-h100 --tp 1 --explain",
                "estimate llama-3.1-70b --on dgx-h100 --stack mindspeed --chips 64",
            })
    void plansAndEstimates(String command) {
        String json = json(command);
        assertThat(errors("training.json", json)).as(json).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compare --train llama-3.1-70b --on dgx-h100,dgx-b200,mi300x-platform --chips 256",
                "compare --train llama-3.1-405b --on dgx-h100,dgx-a100 --chips 64",
            })
    void comparisons(String command) {
        String json = json(command);
        assertThat(errors("comparison.json", json)).as(json).isEmpty();
    }

    /** What would it catch: a key more, a key less, a word for a number. */
    @Test
    void aSchemaRefusesWhatItDoesNotName() {
        String json = json("estimate llama-3.1-8b --on dgx-h100 --tp 8");
        assertThat(errors("training.json", json)).isEmpty();
        assertThat(errors("training.json", json.replace("\"stepSeconds\":", "\"stepTime\":")))
                .isNotEmpty();
        assertThat(errors("training.json", json.replaceFirst("\"tp\": 8", "\"tp\": \"8\"")))
                .isNotEmpty();
        assertThat(errors("training.json", json.replaceFirst("\"status\":", "\"more\": 1, \"status\":")))
                .isNotEmpty();
    }
}
