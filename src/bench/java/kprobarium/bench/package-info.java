/// Benchmarks, one class a question: `mvn -Pbench -Dquickly package`, then `java -jar target/kprobarium-bench.jar` in the project's folder.
package kprobarium.bench;
