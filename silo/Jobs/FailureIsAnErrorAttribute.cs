using Hangfire.Common;
using Hangfire.Logging;
using Hangfire.States;

namespace RiskMonitor.Silo.Jobs;

/// <summary>Writes a job's failure to the log as an error. Hangfire would only warn of it, because such jobs are deleted: the next tick does what is left.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FailureIsAnErrorAttribute : JobFilterAttribute, IElectStateFilter
{
    public void OnStateElection(ElectStateContext context)
    {
        if (context.CandidateState is FailedState failed)
        {
            LogProvider.GetLogger(typeof(FailureIsAnErrorAttribute)).Log(
                Hangfire.Logging.LogLevel.Error, () => $"Job {context.BackgroundJob.Id} ({context.BackgroundJob.Job}) failed. The next tick does what is left", failed.Exception);
        }
    }
}
