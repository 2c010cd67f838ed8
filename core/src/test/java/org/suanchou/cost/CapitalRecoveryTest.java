package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

class CapitalRecoveryTest {
    private static final int ROUNDS = 1000;

    /** Compound interest tables: 10 % over 5 years is 0.2638, over 20 years 0.1175 (Newnan et al., appendix B). */
    @Test
    void theTablesHaveIt() {
        assertThat(CapitalRecovery.factor(0.1, 5)).isCloseTo(0.2638, within(5e-5));
        assertThat(CapitalRecovery.factor(0.1, 20)).isCloseTo(0.1175, within(5e-5));
        assertThat(CapitalRecovery.factor(0, 5)).isEqualTo(0.2);
    }

    /** Pay a year's interest and the rest off the debt: what is left after the last payment is the residual value. */
    @Test
    void paymentsLeaveTheResidualValue() {
        RandomWork random = RandomWork.printing(CapitalRecoveryTest.class);
        for (int round = 0; round < ROUNDS; round++) {
            double rate = random.between(0.0, 0.3);
            int years = random.between(1, 30);
            double residual = random.between(0.0, 1.0);
            double payment = CapitalRecovery.payment(rate, years, residual);
            double debt = 1;
            for (int year = 0; year < years; year++) {
                debt = debt * (1 + rate) - payment;
            }
            assertThat(debt).as("%s over %s years", rate, years).isCloseTo(residual, within(1e-8));
            double discounted = (1 - residual * Math.pow(1 + rate, -years)) * CapitalRecovery.factor(rate, years);
            assertThat(payment).isCloseTo(discounted, within(1e-12));
            assertThat(payment).isGreaterThanOrEqualTo((1 - residual) / years - 1e-12);
        }
    }
}
