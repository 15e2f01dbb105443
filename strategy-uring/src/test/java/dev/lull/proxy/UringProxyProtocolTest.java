package dev.lull.proxy;

/** {@link ProxyProtocolTest}, over io_uring. */
class UringProxyProtocolTest extends ProxyProtocolTest implements OverUring {}
