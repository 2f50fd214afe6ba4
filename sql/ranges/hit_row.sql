-- Grain: (proposal, device), as in hit, by device.
SELECT proposal, CAST(device AS INTEGER) AS device FROM hit ORDER BY device, proposal
