package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.server.storage.Memos;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * @param longestWait for a revision that was not seen yet; upstream's blockTimeout
 * @param longestStart wait for all objects to be read
 * @param bookmarkEvery how often a watcher is told how far it is
 * @param tickEvery how often deadlines and bookmarks are looked at; zero: only by {@link
 *     Cachers#tick}
 * @param windowEvents most recent events kept of each resource; they also are bounded in bytes
 */
public record CacheSettings(
    Memos memos,
    InstantSource clock,
    RandomGenerator random,
    Duration longestWait,
    Duration longestStart,
    Duration bookmarkEvery,
    Duration tickEvery,
    int windowEvents) {
  public static CacheSettings standard() {
    return new CacheSettings(
        Memos.ofHeap(),
        InstantSource.system(),
        new SecureRandom(),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        16_384);
  }
}
