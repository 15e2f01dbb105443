/** A program that stops itself. */
module com.example.server {
    requires dev.lull.core;
}
