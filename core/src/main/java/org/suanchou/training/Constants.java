package org.suanchou.training;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.suanchou.kernel.KernelModel;
import org.suanchou.layer.Ends;
import org.suanchou.layer.Execution;
import org.suanchou.layer.Launches;
import org.suanchou.layer.LayerLedgers;
import org.suanchou.layer.Ledger;
import org.suanchou.layer.Message;
import org.suanchou.layer.MessageTime;
import org.suanchou.layer.OperatorTime;
import org.suanchou.network.Collective;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.StageLayout;
import org.suanchou.source.Constant;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.stack.StackConstant;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/** The constants that a plan's step time and memory rest on, as the equations name them: those of the chip, links, stack. */
public final class Constants {
    private final StepModel model;
    private final TrainingJob job;
    private final ParallelPlan plan;
    private final SoftwareStack stack;
    private final Set<Constant> kernels = new LinkedHashSet<>();
    private final Set<Constant> links = new LinkedHashSet<>();
    private final Set<Constant> software = new LinkedHashSet<>();

    private Constants(StepModel model, ParallelPlan plan) {
        this.model = model;
        this.job = model.job();
        this.plan = plan;
        this.stack = job.stack();
    }

    public static Set<Constant> of(StepModel model, ParallelPlan plan) {
        Constants all = new Constants(model, plan);
        StepModel.Costs costs = model.costs(model.cut(plan), plan.recompute());
        all.layers(costs);
        all.ends(costs);
        all.step(costs);
        Set<Constant> list = new LinkedHashSet<>(all.kernels);
        list.addAll(all.links);
        list.addAll(all.software);
        list.addAll(ofMemory(model, plan));
        return list;
    }

    public static Set<Constant> ofMemory(StepModel model, ParallelPlan plan) {
        Constants all = new Constants(model, plan);
        TrainingJob job = model.job();
        all.kernels.add(new Constant(
                Words.of("device memory"), Unit.BYTES, job.cluster().chip().memoryBytes()));
        if (!job.tuning().frozen()) {
            all.gradients();
            if (job.stack().gradientPlaceholders().mid() > 0) {
                all.stack(StackConstant.GRADIENT_PLACEHOLDERS);
            }
        }
        all.stack(StackConstant.FRAGMENTATION);
        all.stack(StackConstant.FRAMEWORK_MEMORY);
        Set<Constant> list = new LinkedHashSet<>(all.kernels);
        list.addAll(all.software);
        return list;
    }

    private void layers(StepModel.Costs costs) {
        LayerLedgers ledgers = model.ledgers();
        Execution on = ledgers.execution();
        Sharding cut = costs.layers().cut();
        for (int k = 0; k < ledgers.kinds().size(); k++) {
            for (Ledger ledger :
                    List.of(ledgers.mixer(k, cut, plan.recompute()), ledgers.feedForward(k, cut, plan.recompute()))) {
                for (OperatorTime o : ledger.operators()) {
                    operator(o.operator());
                }
                for (MessageTime m : ledger.messages()) {
                    message(m.message());
                }
            }
            software.addAll(Launches.constants(
                    on,
                    ledgers.kinds().get(k).feedForward(),
                    costs.layers().layers().get(k).waiting() > 0));
        }
    }

    private void operator(Operator operator) {
        kernels.addAll(model.kernels().constants(operator));
        if (!stack.compiled() && operator instanceof Operator.Elementwise e && e.role() != Operator.Role.PERMUTATION) {
            stack(StackConstant.ELEMENTWISE_PASSES);
        }
        boolean product = operator instanceof Operator.MatMul || operator instanceof Operator.GroupedMatMul;
        if (product && !job.tuning().frozen() && job.accumulationBytes() > 0) {
            gradients();
        }
    }

    private void message(Message message) {
        collective(message.collective());
        if (message.hides() != null && message.collective().size() > 1) {
            stack(message.hides());
        }
    }

    private void collective(Collective collective) {
        links.addAll(model.network().constants(collective));
    }

    /** The loss and the embedding pass over memory. */
    private void ends(StepModel.Costs costs) {
        operator(Ends.projection(job.model(), costs.layers().cut()));
        kernels.addAll(model.kernels().memoryConstants());
    }

    private void step(StepModel.Costs costs) {
        model.sends(plan, costs).forEach(this::message);
        for (StageLayout.Shape shape : model.layout(plan.pp(), plan.vp()).shapes()) {
            DataTraffic data = model.dataTraffic(plan, costs, shape);
            List<DataTraffic.Message> all = new ArrayList<>(data.perMicroBatch());
            all.addAll(data.perStep());
            for (DataTraffic.Message message : all) {
                collective(message.collective());
                if (message.carriesGradients()) {
                    gradients();
                }
            }
            if (!data.perMicroBatch().isEmpty()) {
                stack(model.shardedShare(plan));
            }
            if (!data.perStep().isEmpty()) {
                stack(StackConstant.DATA_EXPOSED);
            }
        }
        if (!job.tuning().frozen()) {
            KernelModel optimizer = model.kernels();
            kernels.addAll(optimizer.memoryConstants());
            gradients();
        }
        stack(StackConstant.STEP);
    }

    /** A run that states the size of its gradients does not rest on the stack's. */
    private void gradients() {
        if (job.options().gradientBytes() == null) {
            stack(StackConstant.GRADIENT_BYTES);
        }
    }

    private void stack(StackConstant which) {
        software.add(stack.constant(which));
    }
}
