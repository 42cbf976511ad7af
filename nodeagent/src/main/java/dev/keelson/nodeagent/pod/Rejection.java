package dev.keelson.nodeagent.pod;

/** Why a node does not take a pod: {@code OutOfcpu}, {@code NodeAffinity}. */
public record Rejection(String reason, String message) {}
