package dev.lull.proxy;

/** {@link DescriptorShortageTest}, over io_uring. */
class UringDescriptorShortageTest extends DescriptorShortageTest implements OverUring {}
