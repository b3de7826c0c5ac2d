/// What README.md shows of experiments in other people's builds, compiled and run.
package kprobarium.example;
