package org.suanchou.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanchou.measure.Calibration;
import org.suanchou.measure.CalibrationFile;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.report.CalibrationJson;
import org.suanchou.report.CalibrationText;
import org.suanchou.score.RunFit;
import org.suanchou.score.Validation;
import org.suanchou.text.JsonWriter;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputFile;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.TreeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code suanchou calibrate DATA...}: fits kernel constants to measured kernels, or parameters to measured runs. */
@Command(name = "calibrate")
final class CalibrateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(arity = "1..*", paramLabel = "DATA", descriptionKey = "option.kernel_tables")
    private List<Path> tables = List.of();

    @Option(names = "-o", paramLabel = "FILE", descriptionKey = "option.calibration_file")
    private @Nullable Path file;

    @Option(names = "--as-of", paramLabel = "DATE", descriptionKey = "option.as_of", converter = Arguments.Date.class)
    private @Nullable String asOf;

    @Option(names = "--chip", paramLabel = "NAME=ID", descriptionKey = "option.chip_name")
    private Map<String, String> names = Map.of();

    @Option(names = "--ignore-chip", paramLabel = "NAME", descriptionKey = "option.ignore_chip")
    private List<String> ignored = List.of();

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    CalibrateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (file != null) {
            OwnInput.refuse(invocation.messages(), "-o", file, tables);
        }
        if (tables.stream().anyMatch(CalibrateCommand::holdsRuns)) {
            runs();
            return Main.ANSWERED;
        }
        Calibration calibration = Calibration.of(invocation.catalog(), tables, names, Set.copyOf(ignored));
        boolean fitted = !calibration.entries().isEmpty();
        if (file != null && fitted) {
            String date = asOf == null ? Integer.toString(invocation.catalog().asOfYear()) : asOf;
            CalibrationFile.write(file, CalibrationFile.yaml(calibration, date));
        }
        if (json) {
            try (JsonWriter out = invocation.json()) {
                CalibrationJson.write(out, calibration);
            }
        } else {
            invocation.out().print(new CalibrationText(invocation.messages()).of(calibration));
        }
        return fitted ? Main.ANSWERED : Main.INFEASIBLE;
    }

    private static boolean holdsRuns(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
    }

    /** Whole runs fit the parameters that kernels and stacks refer to. */
    private void runs() {
        if (tables.size() != 1) {
            throw new BadInput("DATA", Refusal.of(OptionRefusal.ONE_FILE_OF_RUNS, tables.size()));
        }
        List<RunFit.Fitted> fitted = RunFit.of(new Validation(invocation.catalog(), tables.getFirst()).wellFormed());
        if (file != null) {
            rewrite(file, fitted);
        }
        if (json) {
            try (JsonWriter out = invocation.json()) {
                CalibrationJson.write(out, fitted);
            }
        } else {
            invocation.out().print(new CalibrationText(invocation.messages()).of(fitted));
        }
    }

    /** Puts values and intervals into a parameter file; its other lines stay. */
    private static void rewrite(Path file, List<RunFit.Fitted> fitted) {
        try {
            byte[] parameters = InputFile.bytes(file, file.toString(), TreeReader.MAX_YAML_BYTES);
            CalibrationFile.write(file, RunFit.written(new String(parameters, StandardCharsets.UTF_8), fitted));
        } catch (BadInput e) {
            throw new BadInput(
                    "-o", Refusal.of(Rule.AT, "-o", Refusal.of(OptionRefusal.NO_PARAMETER_FILE, e.refusal())));
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    "-o",
                    Rule.value(
                            "-o",
                            BadInput.quoted(file.toString()),
                            OptionRefusal.NO_PARAMETER_FILE,
                            Refusal.of(InputRefusal.IN_WORDS, "it has " + e.getMessage())));
        }
    }
}
