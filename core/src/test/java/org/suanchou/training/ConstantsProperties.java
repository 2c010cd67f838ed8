package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.source.Fact;
import org.suanchou.training.Evaluation.Feasible;

/** Every number of chip, links, kernels and stack is bent in turn: what moves an answer is among its constants. */
class ConstantsProperties {
    private static final int ROUNDS = 60;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(ConstantsProperties.class);
    }

    @Test
    void whatMovesAnAnswerIsListed() {
        Set<String> moving = new TreeSet<>();
        Set<String> listedOnce = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> paths = new ArrayList<>();
            TrainingJob job = (TrainingJob) rebuilt(random.job(), "job", fact -> {
                paths.add(fact.note());
                return fact;
            });
            ParallelPlan plan = random.plan(job);
            StepModel model = new StepModel(job);
            Feasible before = model.timedRegardless(plan);
            Set<String> listed = new Unfolding(model, before)
                    .inputs().stream()
                            .map(input -> String.valueOf(input.fact().note()))
                            .collect(Collectors.toSet());

            for (String path : paths) {
                TrainingJob bent =
                        (TrainingJob) rebuilt(job, "job", fact -> path.equals(fact.note()) ? bent(fact) : fact);
                Feasible after = new StepModel(bent).timedRegardless(plan);
                if (after.seconds() != before.seconds()
                        || after.memory().deviceBytes() != before.memory().deviceBytes()) {
                    moving.add(path);
                    assertThat(listed).as("%s moves %s of %s", path, plan, job).contains(path);
                }
            }
            listedOnce.addAll(listed);
        }

        // none is listed that never matters
        listedOnce.removeAll(moving);
        assertThat(listedOnce).containsExactly("job.cluster.system.chip.memoryBytes");
    }

    private static Fact bent(Fact fact) {
        Fact less = fact.times(0.93);
        return new Fact(less.value(), fact.sources(), fact.provenance(), fact.confidence(), fact.asOf(), fact.note());
    }

    /** A copy in which each fact bears its path as its note and is what {@code change} makes of it. */
    private static Object rebuilt(Object value, String path, UnaryOperator<Fact> change) {
        return switch (value) {
            case Fact fact ->
                change.apply(new Fact(
                        fact.value(), fact.sources(), fact.provenance(), fact.confidence(), fact.asOf(), path));
            case Record record -> rebuiltRecord(record, path, change);
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    copy.add(rebuilt(list.get(i), path + "[" + i + "]", change));
                }
                yield List.copyOf(copy);
            }
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, entry) -> copy.put(key, rebuilt(entry, path + "." + key, change)));
                yield copy;
            }
            default -> value;
        };
    }

    private static Object rebuiltRecord(Record record, String path, UnaryOperator<Fact> change) {
        try {
            RecordComponent[] components = record.getClass().getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                components[i].getAccessor().setAccessible(true);
                types[i] = components[i].getType();
                Object component = components[i].getAccessor().invoke(record);
                values[i] = component == null ? null : rebuilt(component, path + "." + components[i].getName(), change);
            }
            var constructor = record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(record.getClass() + " is rebuilt by its canonical constructor", e);
        }
    }
}
