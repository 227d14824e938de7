using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.BackTesting;

/// <summary>Asks the schools of a back-test one after another and keeps what they answer until nobody has looked for a while.</summary>
[GrainType("back-test")]
public sealed class BackTestGrain(ILogger<BackTestGrain> log) : Grain, IBackTestGrain, IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private readonly CancellationTokenSource stopping = new();
    private BackTestStatus? status;

    public Task Start(BackTestRequest request)
    {
        if (status is not null)
            return Task.CompletedTask;
        status = new BackTestStatus { Request = request, State = BackTestState.Running, SchoolsDone = 0 };
        DelayDeactivation(KeptFor);
        _ = Run(request, stopping.Token);
        return Task.CompletedTask;
    }

    public Task<BackTestStatus?> Status() => Task.FromResult(status);

    public Task Cancel() => stopping.CancelAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    // Every way this ends is a state that whoever asked is shown; what went wrong is logged here, where it is known.
    private async Task Run(BackTestRequest request, CancellationToken cancellation)
    {
        try
        {
            foreach (var school in request.Schools)
            {
                cancellation.ThrowIfCancellationRequested();
                var outcome = await GrainFactory.GetGrain<ISchoolGrain>(school.Value).BackTest(request.Changes, request.From, cancellation);
                status = status! with { SchoolsDone = status.SchoolsDone + 1, Outcomes = status.Outcomes.Add(outcome) };
            }

            status = status! with { State = BackTestState.Done };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            status = status! with { State = BackTestState.Cancelled };
        }
        catch (Exception exception)
        {
            Log.Failed(log, this.GetPrimaryKeyString(), exception);
            status = status! with { State = BackTestState.Failed, Trouble = exception is ArgumentException wrong ? wrong.Message : "A school could not be asked; try again." };
        }
    }
}
