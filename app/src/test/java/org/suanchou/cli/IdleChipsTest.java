package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.MainTest.Ran;
import tools.jackson.databind.JsonNode;

/** Chips that would make the run slower are left idle, and spare hosts come out of the chips given. */
class IdleChipsTest {
    private static PlanAnswer plan(String question) {
        return PlanAnswer.of(("plan " + question).split(" "));
    }

    /** As reported: 8.5 days on 500 where 496 took 7.0, 20.0 days on 512 where 504 took 19.5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Qwen3-32B --on h100 --tokens 500B --seq-length 32768 | 500 | 496",
                "Qwen3-32B --on h100 --tokens 500B --seq-length 32768 | 509 | 496",
                "llama-3.1-70b --on dgx-h100 --tokens 1T | 512 | 504",
                "llama-3.1-8b --on dgx-h100 --tokens 1T | 127 | 120",
                "llama-3.1-8b --on dgx-h100 --tokens 1T --global-batch-size 2048 | 100 | 96",
                "qwen3-30b-a3b --on b200 --tokens 1T | 250 | 240",
                "gpt-3-175b --on dgx-a100 --tokens 300B --global-batch-size 1536 | 1100 | 1024"
            })
    void theChipsGivenAreNoSlowerThanAnyPartOfThem(String question, int had, int part) {
        PlanAnswer best = plan(question + " --spares 0 --chips " + had);
        PlanAnswer all = plan(question + " --spares 0 --use-all --chips " + had);
        PlanAnswer some = plan(question + " --spares 0 --use-all --chips " + part);

        assertThat(best.days()).isLessThanOrEqualTo(some.days() * (1 + 1e-9));
        if (all.json().get("status").asString().equals("feasible")) {
            assertThat(best.days()).isLessThanOrEqualTo(all.days() * (1 + 1e-9));
        }
        JsonNode idle = best.json().get("idle");
        assertThat(idle.get("busyChips").asInt() - idle.get("chips").asInt()).isEqualTo(best.chips());
    }

    /** 512 chips are 64 hosts: 4 of them stand by for 99 %, whichever way it is asked. */
    @Test
    void sparesComeOutOfTheChipsGiven() {
        String question = "llama-3.1-70b --on dgx-h100 --tokens 1T --chips 512";
        assertThat(plan(question).chips()).isLessThanOrEqualTo(512 - 3 * 8);
        assertThat(plan(question + " --spares 6").chips()).isLessThanOrEqualTo(512 - 6 * 8);
        assertThat(plan(question + " --spares 0").chips()).isGreaterThan(512 - 3 * 8);
        assertThat(plan(question + " --use-all").chips()).isEqualTo(512);
    }

    /** Spares are paid for: beside the chips they cost as much a chip, among them nothing more. */
    @Test
    void sparesArePaidFor() {
        String question = "llama-3.1-70b --on dgx-h100 --tokens 1T --use-all --usd-per-chip-hour 2 --chips 512";
        double without = usdPerDay(plan(question + " --spares 0"));
        double with = usdPerDay(plan(question + " --spares 4"));
        assertThat(without).isCloseTo(512 * 2 * 24, Percentage.withPercentage(1e-6));
        assertThat(with).isCloseTo((512 + 4 * 8) * 2 * 24, Percentage.withPercentage(1e-6));
    }

    private static double usdPerDay(PlanAnswer answer) {
        return answer.best().get("run").get("usd").get("mid").asDouble() / answer.days();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 8 more chips idle is faster: on 488 chips the best plan takes | spare nodes: 4, among the 512 chips",
                "zh | 再闲置 8 卡更快：用满 488 卡时 | 备用节点 4 台，含在 512 卡中"
            })
    void theAnswerSaysWhatIdleChipsGain(String language, String idle, String spares) {
        Ran ran = Ran.of(
                "--lang", language, "plan", "llama-3.1-70b", "--on", "dgx-h100", "--tokens", "1T", "--chips", "512");
        assertThat(ran.out()).contains(idle).contains(spares);
    }
}
