package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.MainTest.Ran;

/** What {@code compare}, and the terms of a run that it shares with {@code plan}, make of what people give them. */
class CompareCommandTest {
    private static final String WORK = "{model: llama-3-8b, chips: 16, tokens: 10B, seq_length: 4096,"
            + " global_batch_size: 256, draws: 100, systems: [%s]}";

    @TempDir
    private Path folder;

    private Ran compare(String systems) throws IOException {
        Path file = folder.resolve("s.yaml");
        Files.writeString(file, WORK.formatted(systems));
        return Ran.of("compare", file.toString());
    }

    /** What each row says for itself stands beside what the other says, under one id. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usd_per_chip_hour: 2 | usd_per_chip_hour: 1",
                "assume: {pue: 1.1} | assume: {pue: [1.2, 1.3, 1.4]}",
                "basis: buy, year: 2023 | basis: buy, year: 2026",
                "site: us | site: cn",
                "fleet: meta-rsc-1 | fleet: meta-rsc-2",
                "tp: 1 | tp: 8",
            })
    void oneSystemOnTwoTerms(String one, String other) throws IOException {
        Ran ran = compare("{on: h100, %s}, {on: h100, %s}".formatted(one, other));

        assertThat(ran.exitCode()).as(ran.err()).isZero();
    }

    /** A row's command gives the plan of that row. */
    @Test
    void rowsReopen() throws IOException {
        Ran ran = compare("{on: h100, assume: {pue: [1.2, 1.3, 1.4]}, objective: energy, basis: buy}, {on: dgx-a100}");

        List<String> commands = ran.out()
                .lines()
                .filter(l -> l.startsWith("suanchou "))
                .map(l -> l.substring("suanchou ".length()))
                .toList();
        assertThat(commands).hasSize(2);
        assertThat(commands.getFirst()).contains("--objective energy", "--assume pue=1.2..1.3..1.4", "--basis buy");
        for (String command : commands) {
            List<String> args = new ArrayList<>(List.of(command.split(" ")));
            assertThat(Ran.of(args.toArray(String[]::new)).exitCode())
                    .as(command)
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | systems is a list of 0; it must name a system",
                "h100 | it must be a map of fields",
                "'{on: h100, tokens: 1B}' | systems[0].tokens is '1B'; all systems do the same work",
                "'{on: h100, model: llama-3-70b}' | all systems do the same work",
                "'{on: h100, assume: {pue: 0.9}}' | systems[0].assume.pue is 0.9; it must be at least 1",
            })
    void whatCannotBeComparedIsNamed(String systems, String said) throws IOException {
        Ran ran = compare(systems);

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(said).doesNotContain("internal error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--yield-model negative-binomial:0 | --yield-model is 'negative-binomial:0'; it must be poisson",
                "--yield-model bose-einstein | it must be poisson",
                "--assume pue=1.4..1.2 | a range must rise from low to high",
                "--assume pue=1..2..3..4 | it must be a value, or a range",
                "--assume pue=.. | is not a quantity",
                "--assume die-yield=1.2 | it can't exceed 1",
                "--megawatts 0.001 | it must be at least that",
            })
    void termsThatMakeNoSenseAreNamed(String options, String said) {
        Ran ran = Ran.of(("plan llama-3-8b --on h100 --chips 8 --tokens 1B " + options).split(" "));

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(said).doesNotContain("internal error");
    }

    /** No one publishes the power of a TPU v5p: what follows from it can't be promised. */
    @ParameterizedTest
    @CsvSource({"--megawatts 1", "--max-mwh 1", "--max-tco2 1", "--objective energy"})
    void limitsOnUnknownPowerAreNotKeptInSilence(String options) {
        String question = "plan llama-3-8b --on tpu-v5p-pod --chips 64 --tokens 1B " + options;

        Ran unknown = Ran.of(question.split(" "));
        Ran given = Ran.of((question + " --draws 100 --assume chip-tdp=400").split(" "));

        assertThat(unknown.exitCode()).as(unknown.out()).isEqualTo(1);
        assertThat(unknown.out() + unknown.err()).contains("needs the power of TPU v5p pod, which is unknown");
        assertThat(given.exitCode()).as(given.err()).isZero();
    }

    /** What is bought must also be powered. */
    @ParameterizedTest
    @CsvSource({"--budget 1000000", "--objective cost"})
    void buyingAsksForTheUnknownPower(String options) {
        String question = "plan llama-3-8b --on tpu-v5p-pod --chips 64 --tokens 1B --basis buy " + options;

        Ran unknown = Ran.of(question.split(" "));
        Ran given = Ran.of((question + " --draws 100 --assume chip-tdp=400").split(" "));

        assertThat(unknown.exitCode()).as(unknown.out()).isEqualTo(2);
        assertThat(unknown.err()).contains("--basis is 'buy'", "--assume chip-tdp=...");
        assertThat(given.exitCode()).as(given.err()).isZero();
    }

    /** No one says on how many tokens Mixtral was trained. */
    @Test
    void runsOfUnknownLengthAreNotCompared() {
        Ran ran = Ran.of("compare", "--train", "mixtral-8x7b", "--on", "dgx-h100,dgx-a100", "--chips", "64");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--tokens is missing");
    }

    /** Without a length the most tokens a second are the best: all systems that the power feeds, not the smallest batch. */
    @Test
    void underAPowerCapARunOfUnknownLengthTakesAllThatItFeeds() throws IOException {
        String question = "plan mixtral-8x7b --on dgx-h100 --megawatts 0.05 --top 1";

        assertThat(PlanAnswer.of(question.split(" ")).chips()).isEqualTo(24);
        assertThat(Ran.of((question + " --chips 32").split(" ")).exitCode()).isEqualTo(1);
    }

    /** A chip in another's node reopens as that chip, not as the node's own. */
    @Test
    void aChipInANodeThatIsNotItsOwnReopensAsItself() {
        Ran ran = Ran.of(("compare --train llama-3-8b --on nvidia-a100-sxm4-40gb,dgx-a100 --chips 16 --tokens 10B"
                        + " --draws 100")
                .split(" "));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("suanchou plan llama-3-8b --on nvidia-a100-sxm4-40gb --chips 16 ")
                .contains("suanchou plan llama-3-8b --on dgx-a100 --chips 16 ");
    }

    /** Programs see every row, and what was asked of it. */
    @Test
    void csvKeepsWhatCant() throws IOException {
        Ran ran = Ran.of(("compare --train llama-3-8b --on a100,h100,loongson-lg200 --precision bf16,fp8 --chips 16"
                        + " --tokens 10B --draws 100 --csv")
                .split(" "));
        List<String> lines = ran.out().lines().toList();

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(lines).hasSize(7);
        assertThat(lines.getFirst())
                .startsWith("name,status,system,chip,stack,precision,basis,chips,global_batch_size,step_s")
                .endsWith(",reason");
        assertThat(lines.get(1)).contains("feasible", "nvidia-a100-sxm4-80gb", "megatron-core-26.06");
        assertThat(lines.get(2)).contains("infeasible").contains("fp8");
        assertThat(lines.get(5)).contains("infeasible").contains("memory.capacity_gb is unknown");
    }

    /** What was chosen is said once, and where it isn't the same for all, for which. */
    @Test
    void defaultsAreToldWithTheirRows() {
        Ran ran = Ran.of("compare --train llama-3-8b --on a100,h100 --chips 16 --tokens 10B --draws 100".split(" "));

        assertThat(ran.out().lines().filter(l -> l.startsWith("default: seq-length = 8192")))
                .singleElement()
                .asString()
                .doesNotContain("[");
        assertThat(ran.out().lines().filter(l -> l.startsWith("default: usd-per-chip-hour")))
                .hasSize(2)
                .anySatisfy(l -> assertThat(l).endsWith("[a100]"))
                .anySatisfy(l -> assertThat(l).endsWith("[h100]"));
    }

    @Test
    void optionsOfOnePlanAreRefused() {
        for (String option : List.of("--explain", "--explain=run", "--timeline=step.json")) {
            Ran ran = Ran.of("compare", "--train", "llama-3-8b", "--on", "a100,h100", "--chips", "16", option);
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("is about one plan");
        }
    }

    @Test
    void systemsAreNamedOnce() throws IOException {
        Path file = folder.resolve("twice.yaml");
        Files.writeString(file, "{model: llama-3-8b, chips: 16, tokens: 10B, on: h100, systems: [{on: a100}]}");
        Ran ran = Ran.of("compare", file.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("twice.yaml: on", "systems names them, too; keep one");
    }

    /** What has no bearing on this run is said, not passed over. */
    @Test
    void anAssumptionWithoutEffectIsSaid() {
        Ran ran = Ran.of(("plan llama-3-8b --on h100 --chips 16 --tokens 10B --draws 100"
                        + " --assume usd-per-kwh=0.05,pue=1.2,die-yield=0.5")
                .split(" "));
        assertThat(ran.out()).contains("assumptions that have no effect on this run: die-yield, usd-per-kwh\n");
        Ran options = Ran.of(("plan llama-3-8b --on h100 --chips 16 --tokens 10B --draws 100 --basis buy"
                        + " --usd-per-chip-hour 3 --yield-model seeds --assume chip-tdp=350,rack-power=30000,cny-per-usd=6")
                .split(" "));
        assertThat(options.out())
                .contains("no effect on this run: chip-tdp, usd-per-chip-hour, yield-model\n")
                .contains("power capacity required");
    }

    /** What is assumed on the command line lies over what each row assumes, id by id. */
    @Test
    void assumptionsOfRowsAndCommandLineLieOverOneAnother() throws IOException {
        Path file = folder.resolve("rows.yaml");
        Files.writeString(
                file,
                WORK.formatted("{on: h100, assume: {pue: 1.1, utilisation: 0.5}}, {on: h100, assume: {pue: 1.3}}")
                        .replace("draws", "basis: buy, assume: {usd-per-kwh: 0.2, server-life: 4}, draws"));
        Ran ran = Ran.of("compare", file.toString(), "--assume", "usd-per-kwh=0.05,utilisation=0.8");
        List<String> commands =
                ran.out().lines().filter(l -> l.startsWith("suanchou ")).toList();

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("h100, pue 1.1 ", "h100, pue 1.3 ").doesNotContain("utilisation 0.5");
        assertThat(commands.getFirst()).contains("usd-per-kwh=0.05,server-life=4,pue=1.1,utilisation=0.8");
        assertThat(commands.getLast()).contains("usd-per-kwh=0.05,server-life=4,pue=1.3,utilisation=0.8");
    }

    @Test
    void aListItemThatMakesNoSenseIsNamedByItsPlace() throws IOException {
        for (String[] fieldAndList :
                new String[][] {{"on", "[h998, h999]"}, {"precision", "[bf16, fp99]"}, {"stack", "[nosuch, none]"}}) {
            Path file = folder.resolve("list.yaml");
            String on = fieldAndList[0].equals("on") ? "" : "on: h100, ";
            Files.writeString(
                    file,
                    "{model: llama-3-8b, chips: 16, tokens: 10B, " + on + fieldAndList[0] + ": " + fieldAndList[1]
                            + "}");
            Ran ran = Ran.of("compare", file.toString());
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("list.yaml: " + fieldAndList[0] + (fieldAndList[0].equals("precision") ? "[1]" : "[0]"));
        }
    }

    /** A host is rented whole, of several; a part of one is had alone. */
    @Test
    void hostsAreRentedWhole() {
        for (String[] chipsAndRented :
                new String[][] {{"h100", "1", "1"}, {"h100", "12", "16"}, {"gb200", "36", "36"}}) {
            Ran ran = Ran.of(("plan llama-3.2-1b --on " + chipsAndRented[0] + " --chips " + chipsAndRented[1]
                            + " --tokens 1B --global-batch-size 288 --draws 100 --usd-per-chip-hour 1 --explain run")
                    .split(" "));
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(ran.out()).containsPattern("chips rented  " + chipsAndRented[2] + "(\\.0+)?  = whole hosts");
        }
    }

    /** Restarts of a week under failures every hour: nothing but an answer in numbers without bound. */
    @Test
    void aJobThatNeverEndsIsInfeasible() {
        Ran ran = Ran.of(
                "plan llama-3-8b --on h100 --chips 1024 --tokens 1B --assume failure-scale=1000,replacement=10080"
                        .split(" "));

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(1);
        assertThat(ran.out()).contains("failures leave less than 1%");
    }

    /** 10 billion tokens of 8 billion parameters cost more than ten dollars on any number of chips. */
    @Test
    void theBudgetThatNoNumberOfChipsKeepsIsTheReason() {
        Ran ran = Ran.of("plan llama-3-8b --on h100 --budget 10 --tokens 10B --draws 100".split(" "));

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(1);
        assertThat(ran.out())
                .contains("infeasible: the best plan costs")
                .contains("the budget is USD 10.0")
                .contains("No number of chips that was tried can do it;");
    }

    /** Of two limits that none keeps the one that is missed by most is named: here the budget, by a factor of eight. */
    @Test
    void theLimitThatIsMissedByMostIsTheReason() {
        Ran ran = Ran.of("plan llama-3-8b --on h100 --tokens 1T --days 30 --budget 10000 --draws 100".split(" "));

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(1);
        assertThat(ran.out()).contains("the budget is USD 10.0k");
    }

    /** Failures by the hundred a day, in clusters, under several tiers: a long time, but a time. */
    @Test
    void clustersOfFailuresUnderTiersGiveANumber() {
        for (String shape : List.of("5", "2", "0.5", "0.2")) {
            Ran ran = Ran.of(("plan llama-3-8b --on h100 --chips 1024 --tokens 2T --draws 500 --assume"
                            + " peer-memory-share=0.8,local-disk-share=0.5,failure-scale=300,failure-shape=" + shape)
                    .split(" "));
            assertThat(ran.exitCode()).as("%s %s", shape, ran.err()).isLessThan(2);
        }
    }

    @Test
    void anUnknownSystemAmongOthersIsARow() {
        Ran ran = Ran.of("compare llama-3-8b --on h100,nope-9000 --chips 8 --tokens 1B --csv".split(" "));
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(0);
        assertThat(ran.out()).contains("nope-9000").contains("the catalogue has none of that name");
    }

    @Test
    void unknownSystemsAloneAreBadInput() {
        Ran ran = Ran.of("compare llama-3-8b --on xyzzy,nope-9000 --chips 8 --tokens 1B".split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("'xyzzy'; the catalogue has none of that name");
    }
}
