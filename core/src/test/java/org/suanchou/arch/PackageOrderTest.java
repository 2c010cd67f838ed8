package org.suanchou.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.suanchou.cost.CostItem;
import org.suanchou.formula.Assumptions;
import org.suanchou.layer.Message;
import org.suanchou.reliability.Loss;
import org.suanchou.stack.StackConstant;
import org.suanchou.workload.Operator;

/** Data flows through the packages in one order, and nothing in them touches the world outside. */
class PackageOrderTest {
    /** A package may use those before it. Those not written yet hold their place. */
    private static final List<String> ORDER = List.of(
            "refusal",
            "words",
            "units",
            "source",
            "formula",
            "model",
            "inspect",
            "workload",
            "hardware",
            "network",
            "stack",
            "kernel",
            "calibration",
            "parallel",
            "schedule",
            "memory",
            "layer",
            "training",
            "uncertainty",
            "sim",
            "serving",
            "reliability",
            "energy",
            "cost",
            "trend",
            "search",
            "evidence",
            "answer",
            "scenario");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.suanchou");

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> packages = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            packages.add(packageOf(type));
        }

        assertThat(ORDER).containsAll(packages);
        assertThat(packages).isNotEmpty();
    }

    @Test
    void aPackageUsesOnlyThoseThatStandBeforeIt() {
        for (int i = 0; i < ORDER.size(); i++) {
            List<String> later = ORDER.subList(i + 1, ORDER.size());
            noClasses()
                    .that()
                    .resideInAPackage("org.suanchou." + ORDER.get(i))
                    .should()
                    .dependOnClassesThat(DescribedPredicate.describe(
                            "stand later in the order", type -> later.contains(packageOf(type))))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void coreUsesTheJdkHipparchusAndJSpecifyAlone() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.suanchou..", "java..", "org.hipparchus..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void coreNeitherReadsNorWrites() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "do input or output",
                        type -> type.getPackageName().startsWith("java.net")
                                || type.getPackageName().startsWith("java.nio.file")
                                || type.getPackageName().startsWith("java.nio.channels")
                                || (type.getPackageName().equals("java.io") && doesInput(type))))
                .check(CLASSES);
    }

    /** Exceptions and lambdas name types of {@code java.io} that do nothing. */
    private static boolean doesInput(JavaClass type) {
        return !type.getSimpleName().equals("Serializable")
                && !type.getSimpleName().equals("UncheckedIOException");
    }

    @Test
    void coreDoesNotPrint() {
        noClasses().should().accessField(System.class, "out").check(CLASSES);
        noClasses().should().accessField(System.class, "err").check(CLASSES);
    }

    /** Time, chance and the environment would give other bytes for the same inputs. */
    @Test
    void coreKnowsNoClockNoChanceAndNoEnvironment() {
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
        noClasses().should().callMethod(System.class, "getenv", String.class).check(CLASSES);
        noClasses()
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .check(CLASSES);
        noClasses().should().callMethod(Math.class, "random").check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .check(CLASSES);
    }

    /** Equations name what they assume by a constant that the catalogue is checked against. */
    @Test
    void equationsAssumeByDeclaredConstants() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are outside the assumptions themselves", type -> !type.isAssignableTo(Assumptions.class)))
                .should()
                .callMethod(Assumptions.class, "get", String.class)
                .orShould()
                .callMethod(Assumptions.class, "has", String.class)
                .check(CLASSES);
    }

    /** A label is read by explanations and printers; renaming one moves no number. */
    @Test
    void labelsDecideNothing() {
        Set<String> explaining = Set.of("Unfolding", "MemoryUnfolding");
        for (Class<?> role : List.of(
                Operator.Role.class, Message.Role.class, StackConstant.class, CostItem.class, Loss.Cause.class)) {
            noClasses()
                    .that(DescribedPredicate.describe(
                            "explain nothing",
                            type -> !explaining.contains(type.getSimpleName())
                                    && !packageOf(type)
                                            .equals(role.getPackageName().substring("org.suanchou.".length()))))
                    .should()
                    .callMethod(role, "label")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
        noClasses()
                .that()
                .haveSimpleNameStartingWith("Layer")
                .or()
                .haveSimpleName("Repeats")
                .or()
                .haveSimpleName("KernelModel")
                .should()
                .callMethod(Operator.Role.class, "label")
                .check(CLASSES);
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        String root = "org.suanchou.";
        if (!name.startsWith(root)) {
            return "";
        }
        String rest = name.substring(root.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
