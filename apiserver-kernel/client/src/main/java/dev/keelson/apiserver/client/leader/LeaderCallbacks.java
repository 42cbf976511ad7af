package dev.keelson.apiserver.client.leader;

/** Called one at a time and in order, on a thread of their own; each returns soon. */
public interface LeaderCallbacks {
  /** We lead. Begin. */
  void started();

  /** We lead no longer, or cannot know it: whatever was begun ends now. */
  void stopped();

  /** Somebody was seen to lead; also ourselves. */
  default void newLeader(String identity) {}
}
