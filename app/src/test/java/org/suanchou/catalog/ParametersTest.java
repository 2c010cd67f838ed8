package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanchou.calibration.Parameter;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.model.Precision;
import org.suanchou.source.Fact;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;

/** Constants of {@code catalog/calibration/parameters.yaml} and who refers to them. */
class ParametersTest {
    private static final Path CATALOG = Path.of(System.getProperty("suanchou.root", ".."), "catalog");
    private static final String STACK = """
            id: bare
            name: Bare
            frameworks: [bare]
            vendors: [NVIDIA]
            first_year: 2024
            attention: native
            """;

    @TempDir
    private Path folder;

    private final Catalog builtIn = Catalog.builtIn();

    private Catalog with(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return builtIn.overlay(folder);
    }

    private static String parameters() throws IOException {
        return Files.readString(CATALOG.resolve("calibration/parameters.yaml"));
    }

    private static String changed(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private static void refused(Catalog catalog, String path, String message) {
        assertThatThrownBy(() -> new Stacks(catalog).named("bare"))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.path()).isEqualTo(path))
                .hasMessageContaining(message);
    }

    @Test
    void aStackThatStatesNothingTakesTheDefaults() throws IOException {
        Stacks stacks = new Stacks(with("stacks/bare.yaml", STACK));
        SoftwareStack bare = stacks.named("bare");
        Tree defaults = builtIn.tree(Catalog.CALIBRATION, "stack-defaults");
        assertThat(bare.dispatcher()).isEqualTo(ExpertDispatcher.ALL_TO_ALL);
        assertThat(bare.fullySharded()).isFalse();
        List<Fact> read = List.of(
                bare.tensorExposed(),
                bare.contextExposed(),
                bare.expertExposed(),
                bare.expertOverlappedExposed(),
                bare.pipelineExposed(),
                bare.dataExposed(),
                bare.shardedExposed(),
                bare.gradientBytes(),
                bare.layerLaunchSeconds().times(1e6),
                bare.expertLaunchSeconds().times(1e6),
                bare.eachExpertLaunchSeconds().times(1e6),
                bare.graphedLaunchShare(),
                bare.microScaledExperts(),
                bare.elementwisePasses(),
                bare.stepSeconds().times(1e3),
                bare.frameworkBytes().times(1.0 / (1L << 30)),
                bare.gradientPlaceholders(),
                bare.fragmentation());
        List<String> fields = List.of(
                "tensor_exposed",
                "context_exposed",
                "expert_exposed",
                "expert_overlapped_exposed",
                "pipeline_exposed",
                "data_exposed",
                "sharded_exposed",
                "gradient_bytes",
                "layer_launch_us",
                "expert_launch_us",
                "each_expert_launch_us",
                "graphed_launch_share",
                "micro_scaled_experts",
                "elementwise_passes",
                "step_ms",
                "framework_gib",
                "gradient_placeholders",
                "fragmentation");
        for (int i = 0; i < fields.size(); i++) {
            assertThat(read.get(i).mid()).as(fields.get(i)).isCloseTo(value(defaults, fields.get(i)), within(1e-9));
        }
        assertThat(defaults.fields()).hasSize(fields.size() + 1).containsAll(fields);
    }

    /** A number, or that of the parameter it names, found by another way. */
    private double value(Tree map, String field) {
        Tree fact = map.require(field);
        if (!fact.has("parameter")) {
            return fact.require("value").doubleValue();
        }
        return builtIn.tree(Catalog.CALIBRATION, "parameters").require("parameters").items().stream()
                .filter(p -> p.text("id").equals(fact.text("parameter")))
                .findFirst()
                .orElseThrow()
                .require("value")
                .doubleValue();
    }

    @Test
    void whatAStackStatesIsItsOwn() throws IOException {
        SoftwareStack own = new Stacks(with(
                        "stacks/bare.yaml",
                        STACK + "dispatcher: deduplicating\nstep_ms: 7\ndata_exposed: 0\n"
                                + "context_exposed: {parameter: expert-exposed}\n"))
                .named("bare");
        assertThat(own.dispatcher()).isEqualTo(ExpertDispatcher.DEDUPLICATING);
        assertThat(own.stepSeconds().mid()).isEqualTo(7e-3);
        assertThat(own.dataExposed().mid()).isZero();
        assertThat(own.contextExposed()).isEqualTo(own.expertExposed());
        assertThat(own.contextExposed().note()).startsWith("expert-exposed (80%: 0.");
    }

    @Test
    void anUnknownParameterIsRefusedWithItsFileAndField() throws IOException {
        refused(
                with("stacks/bare.yaml", STACK + "tensor_exposed: {parameter: tensor-exposd}\n"),
                "stacks/bare.yaml: tensor_exposed.parameter",
                "parameter is 'tensor-exposd'; no such parameter; it must be one of sustained-a100, ");
    }

    @Test
    void aShareIsOne() throws IOException {
        refused(
                with("stacks/bare.yaml", STACK + "tensor_exposed: {parameter: grouped-half-tokens}\n"),
                "stacks/bare.yaml: tensor_exposed",
                "it must be between 0 and 1");
    }

    @Test
    void twoOfOneIdAreRefused() throws IOException {
        refused(
                with(
                        "calibration/parameters.yaml",
                        changed(parameters(), "- id: sustained-hopper", "- id: sustained-a100")),
                "calibration/parameters.yaml: parameters[1].id",
                "another parameter has this id");
    }

    @Test
    void aParameterThatIsMissingIsNamedWhereItIsUsed() throws IOException {
        Catalog catalog =
                with("calibration/parameters.yaml", changed(parameters(), "id: sustained-hopper", "id: sustained"));
        assertThatThrownBy(() -> new Stacks(catalog).kernels(catalog.chip("h100")))
                .isInstanceOfSatisfying(
                        BadInput.class,
                        e -> assertThat(e.path()).isEqualTo("calibration/kernels.yaml: chips[1].sustained.parameter"))
                .hasMessageContaining("sustained-hopper");
        assertThat(new Stacks(catalog).kernels(catalog.chip("a100 80gb")).id()).isEqualTo("nvidia-a100");
    }

    @Test
    void valuesAndPriorsOutsideTheirRangeAreRefused() throws IOException {
        String text = parameters();
        int entry = text.indexOf("- id: tensor-exposed");
        Catalog negative = with(
                "calibration/parameters.yaml",
                text.substring(0, entry) + text.substring(entry).replaceFirst("\n  value: ", "\n  value: -"));
        assertThatThrownBy(() -> new Stacks(negative).named("megatron-core"))
                .isInstanceOfSatisfying(
                        BadInput.class,
                        e -> assertThat(e.path()).isEqualTo("calibration/parameters.yaml: parameters[11].value"))
                .hasMessageContaining("above 0");
        Catalog certain = with(
                "calibration/parameters.yaml",
                changed(parameters(), "prior: {value: 0.5, spread: 1,", "prior: {value: 1, spread: 1,"));
        assertThatThrownBy(() -> new Stacks(certain).parameters().priors())
                .isInstanceOfSatisfying(
                        BadInput.class,
                        e -> assertThat(e.path()).isEqualTo("calibration/parameters.yaml: parameters[11].prior"))
                .hasMessageContaining("prior of tensor-exposed is 1.0; it must be above 0 and below 1");
    }

    @Test
    void otherValuesAreThoseThatStacksAndKernelsSee() {
        Stacks stacks = new Stacks(builtIn);
        List<Parameter> priors = stacks.parameters().priors();
        double[] values = new double[priors.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i + 1) / 100.0;
        }
        Stacks other = stacks.with(values);
        ChipKernels a100 = other.kernels(builtIn.chip("a100 80gb"));
        assertThat(priors.getFirst().id()).isEqualTo("sustained-a100");
        assertThat(a100.gemm(Precision.BF16).sustained().mid()).isEqualTo(0.01);
        int tensor = priors.stream().map(Parameter::id).toList().indexOf("tensor-exposed");
        assertThat(other.named("megatron-core").tensorExposed().mid()).isEqualTo(values[tensor]);
        assertThat(stacks.named("megatron-core").tensorExposed().mid()).isNotEqualTo(values[tensor]);
    }

    /** The built-in files with one change, checked as the build checks them. */
    private List<Issue> builtWith(String file, String from, String to) throws IOException {
        try (Stream<Path> paths = Files.walk(CATALOG)) {
            for (Path path : paths.toList()) {
                Path copy = folder.resolve(CATALOG.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Path path = folder.resolve(file);
        Files.writeString(path, changed(Files.readString(path), from, to));
        return Catalog.of(CatalogCompiler.compile(CatalogFolder.read(folder, false)))
                .issues();
    }

    @Test
    void aKernelWithoutItsParameterFailsTheBuild() throws IOException {
        assertThat(builtWith(
                        "calibration/kernels.yaml",
                        "efficiency: {parameter: ascend-attention}",
                        "efficiency: {parameter: ascend-atention}"))
                .singleElement()
                .satisfies(issue -> {
                    assertThat(issue.file()).isEqualTo("calibration/kernels.yaml");
                    assertThat(issue.field()).isEqualTo("chips[11].attention.efficiency.parameter");
                    assertThat(issue.message()).contains("'ascend-atention'; no such parameter");
                });
    }

    @Test
    void aStackWithoutItsParameterFailsTheBuild() throws IOException {
        assertThat(builtWith(
                        "stacks/mindspeed.yaml",
                        "gradient_bytes: {value: 4,",
                        "tensor_exposed: {parameter: nothing}\ngradient_bytes: {value: 4,"))
                .singleElement()
                .satisfies(issue -> {
                    assertThat(issue.file()).isEqualTo("stacks/mindspeed.yaml");
                    assertThat(issue.field()).isEqualTo("tensor_exposed.parameter");
                });
    }

    @Test
    void parametersThatCantBeReadFailTheBuild() throws IOException {
        assertThat(builtWith("calibration/parameters.yaml", "- id: sustained-hopper", "- id: sustained-a100"))
                .singleElement()
                .satisfies(issue -> assertThat(issue.field()).isEqualTo("parameters[1].id"));
    }

    @Test
    void aPriorThatCantBeReadFailsTheBuild() throws IOException {
        assertThat(builtWith("calibration/parameters.yaml", "prior: {value: 0.8, spread: 1,", "prior: {value: 0.8,"))
                .singleElement()
                .satisfies(issue -> assertThat(issue.field()).startsWith("parameters[13].prior"));
    }
}
