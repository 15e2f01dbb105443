package dev.lull.contract;

/** The reference strategy keeps the contract, and with it core's own comparing of looks. */
final class ReferenceContractTest extends ReferenceContract {
    ReferenceContractTest() {
        super(new ReferenceStrategy());
    }
}
