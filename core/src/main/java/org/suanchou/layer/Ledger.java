package org.suanchou.layer;

import java.util.List;

/** What a walk over a mixer or a feed-forward found, in its order. */
public record Ledger(List<OperatorTime> operators, List<MessageTime> messages) {
    public Ledger {
        operators = List.copyOf(operators);
        messages = List.copyOf(messages);
    }

    /** Of all passes. */
    public double seconds() {
        double sum = 0;
        for (OperatorTime o : operators) {
            sum += o.seconds() + o.repeated();
        }
        for (MessageTime m : messages) {
            sum += m.seconds();
        }
        return sum;
    }
}
