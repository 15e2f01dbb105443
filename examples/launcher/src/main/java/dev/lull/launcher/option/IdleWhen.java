package dev.lull.launcher.option;

/** How several standing holds go together. */
public enum IdleWhen {
    /** Idle only when all of them are free: any one keeps the service up. */
    ALL,
    /** Idle as soon as any of them is free: only all together keep the service up. */
    ANY
}
