/** What a cluster holds before anybody has asked for anything. */
@NullMarked
package dev.keelson.apiserver.server.bootstrap;

import org.jspecify.annotations.NullMarked;
