package com.example

import dev.lull.IdleShutdownPolicy
import dev.lull.IdleWatcher
import dev.lull.MonitorTarget
import dev.lull.Strategies
import java.net.InetAddress
import java.net.ServerSocket
import java.time.Duration

/** Runs until nobody has been connected for a second. */
fun main() {
    val app = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    Strategies.open(MonitorTarget.port(app.localPort), "ebpf", "procfs").use { monitor ->
        IdleWatcher.of(monitor, IdleShutdownPolicy.idleAfter(Duration.ofSeconds(1))) { app.close() }.run()
    }
    println("stopped: ${app.isClosed}")
}
