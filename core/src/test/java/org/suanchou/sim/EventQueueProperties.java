package org.suanchou.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

class EventQueueProperties {
    private record Event(double seconds, long turn) {}

    /** Against the JDK's queue of objects, with many ties and with times that are added while others are taken. */
    @Test
    void eventsComeByTimeAndThoseOfOneTimeInTheirTurn() {
        RandomWork random = RandomWork.printing(EventQueueProperties.class);
        for (int round = 0; round < 100; round++) {
            EventQueue queue = new EventQueue();
            PriorityQueue<Event> twin = new PriorityQueue<>(
                    Comparator.comparingDouble(Event::seconds).thenComparingLong(Event::turn));
            long turn = 0;
            for (int i = 0; i < 1000; i++) {
                if (twin.isEmpty() || random.chance(0.55)) {
                    double at = queue.nowSeconds() + random.between(0, 9);
                    twin.add(new Event(at, turn));
                    queue.schedule(at, turn++);
                } else {
                    Event expected = twin.remove();
                    assertThat(queue.next()).isEqualTo(expected.turn());
                    assertThat(queue.nowSeconds()).isEqualTo(expected.seconds());
                }
            }
            while (!twin.isEmpty()) {
                assertThat(queue.next()).isEqualTo(twin.remove().turn());
            }
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void thePastCannotBeScheduledAndWhatNeverComesIsNotKept() {
        EventQueue queue = new EventQueue();
        queue.schedule(5, 1);
        queue.schedule(Double.POSITIVE_INFINITY, 2);
        assertThat(queue.size()).isEqualTo(1);
        queue.next();

        assertThatThrownBy(() -> queue.schedule(4, 3)).hasMessageContaining("at 4.0 s is scheduled at 5.0 s");
        assertThatThrownBy(() -> queue.schedule(Double.NaN, 3)).hasMessageContaining("NaN");
        assertThatThrownBy(queue::next).hasMessageContaining("no event");
    }
}
