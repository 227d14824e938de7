using RiskMonitor.Bench.Workload;

namespace RiskMonitor.Bench.Contestants;

/// <summary>An alert that stands: its subject (a pupil's id, or a school's) and its rule.</summary>
internal readonly record struct OpenAlert(string Subject, string Rule);

/// <summary>One way to do the same work: take the same sessions, apply the same rules, end with the same alerts.</summary>
internal interface IContestant : IAsyncDisposable
{
    string Name { get; }

    /// <summary>D: acknowledged after an fsynced commit, alerts and outbox rows too. M: memory only. The two are never compared.</summary>
    char Durability { get; }

    /// <summary>Only every so-manieth school is given to it, because it would take too long otherwise. 1: all.</summary>
    int SchoolStride => 1;

    /// <summary>What is already there before anything is measured.</summary>
    Task Load();

    /// <summary>Brings the sessions into its own form, outside the measured time.</summary>
    void Prepare(SessionLoad[] sessions);

    /// <summary>Takes what was prepared, as fast as it can, and returns when everything is committed and evaluated. Returns the marks it took.</summary>
    Task<long> Run();

    Task<IReadOnlySet<OpenAlert>> Open();
}
