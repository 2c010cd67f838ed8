package org.suanchou.layer;

import org.jspecify.annotations.Nullable;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.stack.StackConstant;

/**
 * A collective that is repeated in every micro-batch, and the share of it that compute does not hide.
 *
 * @param times repetitions in one micro-batch, forward, backward and recompute
 * @param forward those of them in the forward pass
 * @param exposed share that shows in the step time, 0 to 1
 * @param hides the stack's constant that says this share; null where nothing hides it
 */
public record Message(
        Role role,
        Collective collective,
        double times,
        double forward,
        double exposed,
        @Nullable StackConstant hides) {
    /** What a message carries. */
    public enum Role {
        TENSOR_ACTIVATIONS("half all-reduce of activations", Part.TENSOR),
        TENSOR_SELECTION("half all-reduce of time steps, B and C", Part.TENSOR),
        TENSOR_ROUTED("half all-reduce of routed tokens", Part.TENSOR),
        KEY_VALUE_RING("ring of keys and values", Part.CONTEXT),
        HEAD_EXCHANGE("heads for shares of the sequence and back", Part.CONTEXT),
        DISPATCH_COMBINE("routed tokens to experts and back", Part.EXPERT),
        NEXT_STAGE("activations to the next stage", Part.PIPELINE),
        NEXT_STAGE_GATHER("activations gathered from tensor-parallel ranks", Part.PIPELINE);

        private final String label;
        private final Part part;

        Role(String label, Part part) {
            this.label = label;
            this.part = part;
        }

        /** For people; nothing is decided by it. */
        public String label() {
            return label;
        }

        public Part part() {
            return part;
        }
    }

    /** Nothing hides it. */
    public static Message exposed(Role role, Collective collective, double times, double forward) {
        return new Message(role, collective, times, forward, 1, null);
    }

    /** Compute hides what the stack hides of it. */
    public static Message hidden(
            Role role, Collective collective, double times, double forward, SoftwareStack stack, StackConstant share) {
        return new Message(role, collective, times, forward, share.of(stack).mid(), share);
    }

    public Part part() {
        return role.part();
    }

    public double exposedSeconds(Network network) {
        return network.seconds(collective) * times * exposed;
    }
}
